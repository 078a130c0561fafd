-- name: problem_counts()
-- How often each rule found something in each file, with the first row as example.
-- returns: file_id INTEGER, rule VARCHAR, level VARCHAR, n BIGINT, file VARCHAR, row INTEGER,
--   column VARCHAR, value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR,
--   remedy_en VARCHAR
with counted as (
    select
        *,
        count(*) over same as n,
        row_number() over (same order by file, row, "column") as place
    from problem
    window same as (partition by file_id, rule, level)
)
select file_id, rule, level, n, file, row, "column", value, message_zh, message_en, remedy_zh, remedy_en
from counted
where place = 1
order by case level when 'error' then 0 when 'warning' then 1 else 2 end, n desc, file_id, rule
