-- name: problems(file_id, limit, offset)
-- Problems found, errors first; of one file, or of all when `file_id` is null.
-- returns: file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR, level VARCHAR,
--   value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
select *
from problem
where cast($file_id as integer) is null or file_id = $file_id
order by
    case level when 'error' then 0 when 'warning' then 1 else 2 end, file_id, row nulls first, rule, "column"
limit $limit offset $offset
