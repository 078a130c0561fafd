-- name: case_event_told()
-- Events of both releases as the flow logs tell them.
-- returns: side VARCHAR, key VARCHAR, file_id INTEGER, row INTEGER, incident_id VARCHAR, kind VARCHAR, at TIMESTAMP,
--   actor VARCHAR, note VARCHAR, new_due_at TIMESTAMP
select
    'old' as side, incident_id || ' · ' || kind || ' · ' || strftime("at", '%Y-%m-%dT%H:%M:%SZ') as key, file_id,
    source_row as row, incident_id, kind, "at", actor, note, new_due_at
from old_release.flow_event
union all
select
    'new', incident_id || ' · ' || kind || ' · ' || strftime("at", '%Y-%m-%dT%H:%M:%SZ'), file_id, source_row, incident_id,
    kind, "at", actor, note, new_due_at
from new_release.flow_event
