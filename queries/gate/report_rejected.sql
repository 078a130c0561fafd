-- name: report_rejected(delivery_no)
-- Rows of a delivery that are held back, as they came, each with all its errors and what to do about them.
-- returns: file_id INTEGER, row INTEGER, sheet VARCHAR, payload VARCHAR, problems_zh VARCHAR, problems_en VARCHAR
with errors as (
    select
        rid,
        string_agg(message_zh || coalesce(' → ' || nullif(remedy_zh, ''), ''), '；' order by rule, "column") as problems_zh,
        string_agg(message_en || coalesce(' → ' || nullif(remedy_en, ''), ''), '; ' order by rule, "column") as problems_en
    from problem_of_row
    where level = 'error'
    group by rid
)
select s.file_id, s.source_row as row, h.sheet, p.payload, e.problems_zh, e.problems_en
from rejected_payload p
join staged_row s on s.rid = p.rid
join received f on f.file_id = s.file_id
left join file_sheet h on h.file_id = s.file_id and h.sheet_no = s.sheet_no
left join errors e on e.rid = p.rid
where f.delivery_no = $delivery_no
order by p.rid
