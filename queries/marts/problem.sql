-- name: problem()
-- Everything found in the delivery, in reading order: file, row, column, rule, value, words and remedy.
-- returns: file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR, level VARCHAR,
--   value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
select file_id, file, row, "column", rule, level, value, message_zh, message_en, remedy_zh, remedy_en
from all_problem
order by position
