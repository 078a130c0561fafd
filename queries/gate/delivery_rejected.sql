-- name: delivery_rejected(file_id)
-- Rows of a file that are held back, as they came, each with all that is wrong with it.
-- returns: row INTEGER, sheet VARCHAR, payload VARCHAR, problems_zh VARCHAR, problems_en VARCHAR
select row, sheet, payload, problems_zh, problems_en
from report_rejected
where file_id = $file_id
order by sheet nulls first, row
