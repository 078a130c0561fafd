-- name: delivery_problems(file_id, rule, level, limit, offset)
-- A page of the problems of a report, of a file, rule or level where one is given; errors first.
-- returns: file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR, level VARCHAR, value VARCHAR,
--   message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
select file_id, file, row, "column", rule, level, value, message_zh, message_en, remedy_zh, remedy_en
from report_problem
where
    (cast($file_id as integer) is null or file_id = $file_id)
    and (cast($rule as varchar) is null or rule = $rule)
    and (cast($level as varchar) is null or level = $level)
order by case level when 'error' then 0 when 'warning' then 1 else 2 end, position
limit $limit offset $offset
