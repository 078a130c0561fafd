-- name: source_files()
-- Files of the delivery with their row counts.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, name VARCHAR, format VARCHAR,
--   encoding VARCHAR, datum VARCHAR, sha256 VARCHAR, bytes BIGINT, received_at TIMESTAMP, contract_version VARCHAR,
--   held_back BOOLEAN, delivery_no INTEGER, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT,
--   rows_warned BIGINT, rows_replaced BIGINT, rows_held_back BIGINT
select *
from source_file
order by file_id
