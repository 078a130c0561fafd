-- name: case_history(incident_id)
-- Every event of one case: those that the department's log tells, and from the case's own row the kinds that it does not.
-- returns: kind VARCHAR, at TIMESTAMP, recorded_at TIMESTAMP, actor VARCHAR, note VARCHAR,
--   new_due_at TIMESTAMP, told_by VARCHAR
with logged as (
    select kind, "at", recorded_at, actor, note, new_due_at, 'log' as told_by, seq
    from flow_event
    where incident_id = $incident_id
),
stated as (
    select kind, "at", recorded_at, actor, seq
    from incident_event
    where incident_id = $incident_id and kind not in (select kind from logged)
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
