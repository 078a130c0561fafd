-- name: owed_reasons()
-- Why rows or whole files were held back: the rule, how many rows still owe it, and the first of them as example.
-- returns: file_id INTEGER, rule VARCHAR, n BIGINT, row INTEGER, column VARCHAR, message_zh VARCHAR,
--   message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
with open_problem as (
    select p.*
    from problem p
    join source_file f on f.file_id = p.file_id
    where p.level = 'error'
        and (
            (p.row is null and f.held_back)
            or exists (select 1 from rejected_row r where r.file_id = p.file_id and r.row = p.row and not r.mended)
        )
)
select
    file_id,
    rule,
    count(distinct row) as n,
    min(row) as row,
    arg_min("column", coalesce(row, 0)) as "column",
    arg_min(message_zh, coalesce(row, 0)) as message_zh,
    arg_min(message_en, coalesce(row, 0)) as message_en,
    arg_min(remedy_zh, coalesce(row, 0)) as remedy_zh,
    arg_min(remedy_en, coalesce(row, 0)) as remedy_en
from open_problem
group by file_id, rule
order by file_id, n desc, rule
