-- name: last_rule_duplicate_content()
-- Cases that tell what an earlier acceptable row of the department tells, under another number.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select
        rid, file_id, source_row, case_no,
        hash(department, class_name, subclass_name, title, address, received_local, source_lon, source_lat) as content
    from typed
    where
        title is not null
        and (address is not null or source_lon is not null)
        and rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
repeated as (
    select content, min(rid) as first_rid from good group by content having count(*) > 1
)
select
    g.rid, 'duplicate_content' as rule, 'case_no' as col, g.case_no as value,
    f.name || ' #' || cast(o.source_row as varchar) as detail
from good g
join repeated r on r.content = g.content
join good o on o.rid = r.first_rid
join received f on f.file_id = o.file_id
-- A row that corrects the one of an earlier delivery bears its number.
where g.case_no <> o.case_no
order by g.rid
