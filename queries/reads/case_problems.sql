-- name: case_problems(incident_id)
-- What the rules found in the row that a case came from.
-- returns: column VARCHAR, rule VARCHAR, level VARCHAR, value VARCHAR, message_zh VARCHAR,
--   message_en VARCHAR, remedy_zh VARCHAR, remedy_en VARCHAR
select
    p."column", p.rule, p.level, p.value, p.message_zh, p.message_en, p.remedy_zh, p.remedy_en
from incident i
join source_file f on f.file_id = i.file_id
left join incident_sheet s on s.incident_id = i.incident_id
-- A problem names the sheet after the file.
join problem p on p.file_id = i.file_id and p.row = i.source_row and p.file = f.name || coalesce(' › ' || s.sheet, '')
where i.incident_id = $incident_id
order by case p.level when 'error' then 0 when 'warning' then 1 else 2 end, p.rule, p."column"
