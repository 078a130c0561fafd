-- name: delivery_problem_counts()
-- How often each rule found something in each file of a report, with its first row as example; errors first.
-- returns: file_id INTEGER, rule VARCHAR, level VARCHAR, n BIGINT, file VARCHAR, row INTEGER, column VARCHAR,
--   value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
select
    file_id, rule, level, count(*) as n,
    arg_min(file, position) as file,
    arg_min(row, position) as row,
    arg_min("column", position) as "column",
    arg_min(value, position) as value,
    arg_min(message_zh, position) as message_zh,
    arg_min(message_en, position) as message_en,
    arg_min(remedy_zh, position) as remedy_zh,
    arg_min(remedy_en, position) as remedy_en
from report_problem
group by file_id, rule, level
order by file_id, case level when 'error' then 0 when 'warning' then 1 else 2 end, n desc, rule
