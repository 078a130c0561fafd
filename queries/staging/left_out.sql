-- name: left_out(dataset)
-- Files of a data set that a later delivery of the same department takes the place of as a whole (整份替换).
-- returns: file_id INTEGER, by_file_id INTEGER
with bad as (
    select d.rid from found d join rule r on r.code = d.rule where r.level = 'error'
),
-- A file that nothing can be used of takes nobody's place.
usable as (
    select s.file_id from staged_row s anti join bad b on b.rid = s.rid group by s.file_id
),
whole as (
    select f.department, f.delivery_no, min(f.file_id) as file_id
    from received f
    join delivery_word d on d.delivery_no = f.delivery_no
    where f.dataset = $dataset and d.mode = 'replace' and f.file_id in (from usable)
    group by f.department, f.delivery_no
)
select f.file_id, cast(arg_max(w.file_id, w.delivery_no) as integer) as by_file_id
from received f
join whole w on w.department = f.department and w.delivery_no > f.delivery_no
where f.dataset = $dataset
group by f.file_id
order by f.file_id
