-- name: rejected_row()
-- Rows that were rejected, as they came (JSON of header and text); mended when a later delivery put them right.
-- returns: file_id INTEGER, row INTEGER, payload VARCHAR, key VARCHAR, mended BOOLEAN
select s.file_id, s.source_row as row, p.payload, k.key, coalesce(k.mended, false) as mended
from rejected_payload p
join staged_row s on s.rid = p.rid
left join rejected_key k on k.rid = p.rid
order by p.rid
