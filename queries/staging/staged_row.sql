-- name: staged_row()
-- Where every staged row stands, whatever its dataset.
-- returns: rid INTEGER, file_id INTEGER, sheet_no INTEGER, source_row INTEGER, extra_fields INTEGER
select rid, file_id, sheet_no, source_row, extra_fields from staged_incident
union all
select rid, file_id, sheet_no, source_row, extra_fields from staged_event
union all
select rid, file_id, sheet_no, source_row, extra_fields from staged_whistle
order by rid
