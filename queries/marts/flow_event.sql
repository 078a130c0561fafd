-- name: flow_event()
-- Rows of the departments' files of case events that matched a case, numbered within it.
-- returns: incident_id VARCHAR, seq INTEGER, kind VARCHAR, at TIMESTAMP, recorded_at TIMESTAMP,
--   actor VARCHAR, note VARCHAR, new_due_at TIMESTAMP
select
    null::varchar as incident_id, null::integer as seq, null::varchar as kind, null::timestamp as "at",
    null::timestamp as recorded_at, null::varchar as actor, null::varchar as note, null::timestamp as new_due_at
where false
order by incident_id, seq
