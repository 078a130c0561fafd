-- name: report_problem(delivery_no)
-- Everything found in the files of a delivery, in reading order.
-- returns: position BIGINT, file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR, level VARCHAR,
--   value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
select
    p.position, p.file_id, p.file, p.row, p."column", p.rule, p.level, p.value, p.message_zh, p.message_en, p.remedy_zh,
    p.remedy_en
from all_problem p
join received f on f.file_id = p.file_id
where f.delivery_no = $delivery_no
order by p.position
