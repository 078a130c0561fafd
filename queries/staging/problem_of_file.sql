-- name: problem_of_file()
-- What the rules found about files as a whole, in words of both languages.
-- returns: file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR, level VARCHAR,
--   value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
with header as (
    select file_id, col, arg_min(header, sheet_no) as header from file_column group by file_id, col
),
named as (
    select f.file_id, f.name as file, h.header, d.value as found_value, coalesce(d.detail, '') as detail, r.*
    from found_file d
    join received f on f.file_id = d.file_id
    join rule r on r.code = d.rule
    left join header h on h.file_id = d.file_id and h.col = d.col
)
select
    file_id,
    file,
    null::integer as row,
    header as "column",
    code as rule,
    level,
    found_value as value,
    replace(replace(replace(message_zh, '{column}', coalesce(header, '')), '{value}', coalesce(found_value, '')),
        '{detail}', detail) as message_zh,
    replace(replace(replace(message_en, '{column}', coalesce(header, '')), '{value}', coalesce(found_value, '')),
        '{detail}', detail) as message_en,
    replace(replace(remedy_zh, '{column}', coalesce(header, '')), '{detail}', detail) as remedy_zh,
    replace(replace(remedy_en, '{column}', coalesce(header, '')), '{detail}', detail) as remedy_en
from named
order by file_id, rule, "column"
