-- name: rejected_row()
-- Rows that were rejected, as they came: JSON of header and text.
-- returns: file_id INTEGER, row INTEGER, payload VARCHAR
select s.file_id, s.source_row as row, p.payload
from rejected_payload p
join staged_row s on s.rid = p.rid
order by p.rid
