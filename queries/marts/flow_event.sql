-- name: flow_event()
-- Rows of the departments' files of case events, each with its case, numbered within it.
-- returns: incident_id VARCHAR, seq INTEGER, kind VARCHAR, at TIMESTAMP, recorded_at TIMESTAMP,
--   actor VARCHAR, note VARCHAR, new_due_at TIMESTAMP, file_id INTEGER, source_row INTEGER
select
    e.department || ':' || e.case_no as incident_id,
    cast(row_number() over (partition by e.department, e.case_no order by e."at", k.rank, e.rid) as integer) as seq,
    e.kind, e."at", f.received_at as recorded_at, e.actor, e.note, e.new_due_at, e.file_id, e.source_row
from typed_event e
join received f on f.file_id = e.file_id
join event_kind k on k.kind = e.kind
where e.rid not in (from error_row)
order by incident_id, seq
