-- name: replaced_whistle()
-- Acceptable rows of whistles that a later delivery corrects: the last delivery with a lead tells the whistle anew; what
-- later ones send without a lead (mended rows) joins it, one row a department.
-- returns: rid INTEGER, by_rid INTEGER, by_file_id INTEGER
with good as (
    select
        t.rid, t.sender, t.whistle_no, t.department_code, t.role, t.file_id, f.delivery_no,
        max(case when t.role = 'lead' then f.delivery_no end) over (partition by t.sender, t.whistle_no) as base_no
    from typed_whistle t
    join received f on f.file_id = t.file_id
    where t.rid not in (select d.rid from found d join rule r on r.code = d.rule where r.level = 'error')
),
standing as (
    select sender, whistle_no, department_code, rid, role, file_id
    from good
    where delivery_no >= base_no
    qualify row_number() over (partition by sender, whistle_no, department_code order by delivery_no desc) = 1
)
select
    g.rid,
    coalesce(s.rid, l.rid) as by_rid,
    coalesce(s.file_id, l.file_id) as by_file_id
from good g
left join standing s
    on s.sender = g.sender and s.whistle_no = g.whistle_no and s.department_code = g.department_code
join standing l on l.sender = g.sender and l.whistle_no = g.whistle_no and l.role = 'lead'
where g.rid is distinct from s.rid
order by g.rid
