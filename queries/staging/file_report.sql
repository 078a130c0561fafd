-- name: file_report()
-- What became of each file.
-- returns: name VARCHAR, department VARCHAR, held_back BOOLEAN, rows_in BIGINT, rows_accepted BIGINT,
--   rows_rejected BIGINT, rows_warned BIGINT
select
    f.name, f.department, f.held_back,
    coalesce(c.rows_in, 0) as rows_in,
    coalesce(c.rows_accepted, 0) as rows_accepted,
    coalesce(c.rows_rejected, 0) as rows_rejected,
    coalesce(c.rows_warned, 0) as rows_warned
from received f
left join row_count c on c.file_id = f.file_id
order by f.file_id
