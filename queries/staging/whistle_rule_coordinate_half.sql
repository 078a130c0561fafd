-- name: whistle_rule_coordinate_half()
-- One coordinate of a whistle without the other.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    rid, 'coordinate_half' as rule, case when lon is null then 'lon' else 'lat' end as col,
    coalesce(lon, lat) as value, null::varchar as detail
from staged_whistle
where (lon is null) <> (lat is null)
order by rid
