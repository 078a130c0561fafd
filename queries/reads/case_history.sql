-- name: case_history(incident_id)
-- Every event of one case: those that the department's log tells, and from the case's own row what the log leaves out.
-- returns: kind VARCHAR, at TIMESTAMP, recorded_at TIMESTAMP, actor VARCHAR, note VARCHAR,
--   new_due_at TIMESTAMP, told_by VARCHAR
with logged as (
    select kind, "at", recorded_at, actor, note, new_due_at, 'log' as told_by, seq
    from flow_event
    where incident_id = $incident_id
),
stated as (
    select kind, "at", recorded_at, actor, seq
    from incident_event e
    -- A case sent back is disposed twice: the log may tell the first time and the row the last.
    where
        incident_id = $incident_id
        and not exists (
            from logged l
            where l.kind = e.kind and (e."at" is null or date_trunc('minute', l."at") = date_trunc('minute', e."at"))
        )
),
told as (
    from logged
    union all by name
    select *, cast(null as varchar) as note, cast(null as timestamp) as new_due_at, 'row' as told_by
    from stated
)
select kind, "at", recorded_at, actor, note, new_due_at, told_by
from told
order by
    "at" nulls last,
    list_position(
        [
            'received', 'filed', 'dispatched', 'responded', 'extended', 'suspended', 'resumed', 'disposed', 'feedback',
            'checked', 'rework', 'closed', 'void', 'rated'
        ],
        kind
    ),
    seq
