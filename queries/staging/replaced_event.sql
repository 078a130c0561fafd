-- name: replaced_event()
-- Acceptable events that a later delivery tells again: of each the last telling stands.
-- returns: rid INTEGER, by_rid INTEGER, by_file_id INTEGER
with good as (
    select t.rid, t.department, t.case_no, t.kind, t."at", t.file_id, f.delivery_no
    from typed_event t
    join received f on f.file_id = t.file_id
    where t.rid not in (select d.rid from found d join rule r on r.code = d.rule where r.level = 'error')
),
versions as (
    select
        rid,
        first_value(rid) over same as by_rid,
        first_value(file_id) over same as by_file_id
    from good
    window same as (partition by department, case_no, kind, "at" order by delivery_no desc)
)
select rid, by_rid, by_file_id
from versions
where rid <> by_rid
order by rid
