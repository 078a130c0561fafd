-- name: rule_sheet_differs()
-- Rows on the sheet of one county with the community code of another.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with of_county as (
    select h.file_id, h.sheet_no, c.name, c.code
    from file_sheet h
    join unit c on c.level = 'county' and contains(h.sheet, c.name)
),
given as (
    select rid, file_id, sheet_no, community_code from staged_incident
    union all
    select rid, file_id, sheet_no, community_code from staged_whistle
)
select g.rid, 'sheet_differs' as rule, 'community_code' as col, g.community_code as value, o.name as detail
from given g
join of_county o on o.file_id = g.file_id and o.sheet_no = g.sheet_no
join unit u on u.level = 'community' and u.code = g.community_code
where u.county_code <> o.code
order by g.rid
