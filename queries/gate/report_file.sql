-- name: report_file(delivery_no)
-- Files of a delivery with their row counts; of a file that was held back as such, all its rows (if known) are held back.
-- returns: file_id INTEGER, file VARCHAR, department VARCHAR, dataset VARCHAR, format VARCHAR, encoding VARCHAR,
--   datum VARCHAR, sha256 VARCHAR, held_back BOOLEAN, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT,
--   rows_warned BIGINT, rows_replaced BIGINT
select
    f.file_id, f.name as file, f.department, f.dataset, f.format, f.encoding, f.datum, f.sha256, f.held_back,
    case when f.held_back then f.rows_held_back else coalesce(c.rows_in, 0) end as rows_in,
    coalesce(c.rows_accepted, 0) as rows_accepted,
    case when f.held_back then f.rows_held_back else coalesce(c.rows_rejected, 0) end as rows_rejected,
    coalesce(c.rows_warned, 0) as rows_warned,
    coalesce(r.n, 0) as rows_replaced
from received f
left join row_count c on c.file_id = f.file_id
left join (
    select s.file_id, count(*) as n from replaced p join staged_row s on s.rid = p.rid group by s.file_id
) r on r.file_id = f.file_id
where f.delivery_no = $delivery_no
order by f.file_id
