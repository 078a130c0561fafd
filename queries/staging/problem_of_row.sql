-- name: problem_of_row()
-- What the rules found, in words: file, row, the file's own header, value, message and remedy in both languages.
-- returns: rid INTEGER, file_id INTEGER, file VARCHAR, row INTEGER, column VARCHAR, rule VARCHAR,
--   level VARCHAR, value VARCHAR, message_zh VARCHAR, message_en VARCHAR, remedy_zh VARCHAR,
--   remedy_en VARCHAR
with named as (
    select
        s.rid, s.file_id, s.source_row, r.*,
        f.name || coalesce(' › ' || h2.sheet, '') as file,
        -- A feature's own point has no header; say which file column or geometry is meant.
        case when d.col is null then null else coalesce(h.header, 'geometry') end as header,
        d.value as found_value,
        coalesce(d.detail, '') as detail
    from found d
    join staged_row s on s.rid = d.rid
    join received f on f.file_id = s.file_id
    join rule r on r.code = d.rule
    left join file_column h on h.file_id = s.file_id and h.sheet_no = s.sheet_no and h.col = d.col
    left join file_sheet h2 on h2.file_id = s.file_id and h2.sheet_no = s.sheet_no
)
select
    rid,
    file_id,
    file,
    source_row as row,
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
order by file_id, rid, rule, "column"
