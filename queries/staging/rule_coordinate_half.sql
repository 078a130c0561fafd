-- name: rule_coordinate_half()
-- One coordinate without the other.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    rid, 'coordinate_half' as rule, case when lon_text is null then 'lon' else 'lat' end as col,
    coalesce(lon_text, lat_text) as value, null::varchar as detail
from odd_point
where fault = 'coordinate_half'
order by rid
