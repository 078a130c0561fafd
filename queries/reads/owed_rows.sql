-- name: owed_rows()
-- Files of which something was held back: the rows still to be mended, and whether the file as a whole was refused.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, name VARCHAR, received_at TIMESTAMP,
--   held_back BOOLEAN, rows_in BIGINT, n BIGINT
with owed as (
    select file_id, count(*) as n
    from rejected_row
    group by file_id
)
select f.file_id, f.department, f.dataset, f.name, f.received_at, f.held_back, f.rows_in, coalesce(o.n, 0) as n
from source_file f
left join owed o on o.file_id = f.file_id
where f.held_back or o.n > 0
order by f.received_at, f.file_id
