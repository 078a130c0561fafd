-- name: delivery_files()
-- The files of a report.
-- returns: file_id INTEGER, file VARCHAR, department VARCHAR, dataset VARCHAR, format VARCHAR, encoding VARCHAR,
--   datum VARCHAR, held_back BOOLEAN, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT, rows_warned BIGINT,
--   rows_replaced BIGINT
select
    file_id, file, department, dataset, format, encoding, datum, held_back, rows_in, rows_accepted, rows_rejected,
    rows_warned, rows_replaced
from report_file
order by file_id
