-- name: source_file()
-- Files that came, each with its row counts; a file that was held back has none accepted.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, name VARCHAR, format VARCHAR,
--   encoding VARCHAR, datum VARCHAR, sha256 VARCHAR, bytes BIGINT, received_at TIMESTAMP, contract_version VARCHAR,
--   held_back BOOLEAN, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT,
--   rows_warned BIGINT
select
    f.file_id, f.department, f.dataset, f.name, f.format, f.encoding, f.datum, f.sha256, f.bytes, f.received_at,
    f.contract_version, f.held_back,
    coalesce(c.rows_in, 0) as rows_in,
    coalesce(c.rows_accepted, 0) as rows_accepted,
    coalesce(c.rows_rejected, 0) as rows_rejected,
    coalesce(c.rows_warned, 0) as rows_warned
from received f
left join row_count c on c.file_id = f.file_id
order by f.file_id
