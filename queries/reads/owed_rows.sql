-- name: owed_rows()
-- Files of which something is held back: rows that no later delivery mended, or the file as a whole; with the delivery.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, name VARCHAR, received_at TIMESTAMP,
--   delivery_id VARCHAR, held_back BOOLEAN, n BIGINT
with owed as (
    select file_id, count(*) as n
    from rejected_row
    where not mended
    group by file_id
)
select
    f.file_id, f.department, f.dataset, f.name, f.received_at, d.delivery_id, f.held_back,
    coalesce(o.n, f.rows_held_back, 0) as n
from source_file f
left join owed o on o.file_id = f.file_id
left join delivery d on d.delivery_no = f.delivery_no
where f.held_back or o.n > 0
order by f.received_at, f.file_id
