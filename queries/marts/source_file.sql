-- name: source_file()
-- Files that came, each with its row counts; a file that was held back has none accepted (rows_held_back: how many it
-- holds, where known). Accepted rows are in the tables, or replaced by a later delivery.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, name VARCHAR, format VARCHAR,
--   encoding VARCHAR, datum VARCHAR, sha256 VARCHAR, bytes BIGINT, received_at TIMESTAMP, contract_version VARCHAR,
--   held_back BOOLEAN, delivery_no INTEGER, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT,
--   rows_warned BIGINT, rows_replaced BIGINT, rows_held_back BIGINT
select
    f.file_id, f.department, f.dataset, f.name, f.format, f.encoding, f.datum, f.sha256, f.bytes, f.received_at,
    f.contract_version, f.held_back, f.delivery_no,
    coalesce(c.rows_in, 0) as rows_in,
    coalesce(c.rows_accepted, 0) as rows_accepted,
    coalesce(c.rows_rejected, 0) as rows_rejected,
    coalesce(c.rows_warned, 0) as rows_warned,
    coalesce(r.n, 0) as rows_replaced,
    f.rows_held_back
from received f
left join row_count c on c.file_id = f.file_id
left join (
    select s.file_id, count(*) as n from replaced p join staged_row s on s.rid = p.rid group by s.file_id
) r on r.file_id = f.file_id
order by f.file_id
