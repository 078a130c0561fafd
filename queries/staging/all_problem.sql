-- name: all_problem()
-- Problems of files and of rows together, numbered in reading order.
-- returns: position BIGINT, file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR,
--   level VARCHAR, value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR,
--   remedy_en VARCHAR
with both_kinds as (
    select -1 as rid, * from file_problem
    union all by name
    select -1 as rid, * from problem_of_file
    union all by name
    select * from problem_of_row
)
select
    row_number() over (order by file_id, rid, rule, "column") as position,
    file_id, file, row, "column", rule, level, value, message_zh, message_en, remedy_zh, remedy_en
from both_kinds
order by position
