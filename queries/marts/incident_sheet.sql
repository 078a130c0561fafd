-- name: incident_sheet()
-- The sheet of each case that came in a workbook of several: a file and row alone would name several cases.
-- returns: incident_id VARCHAR, sheet VARCHAR
select t.department || ':' || t.case_no as incident_id, h.sheet
from typed t
join staged_row s on s.rid = t.rid
join file_sheet h on h.file_id = s.file_id and h.sheet_no = s.sheet_no
where h.sheet is not null and t.rid not in (from error_row)
order by incident_id
