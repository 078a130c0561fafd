-- name: incident_event()
-- Life-cycle events of each case: when they happened (null where the file does not say) and when we learnt of them.
-- returns: incident_id VARCHAR, seq INTEGER, kind VARCHAR, at TIMESTAMP, recorded_at TIMESTAMP, actor VARCHAR
with possible as (
    select
        incident_id, file_id, handler, rework_count, satisfaction,
        unnest([1, 2, 3, 4, 5, 6, 7, 8]) as rank,
        unnest(['received', 'filed', 'dispatched', 'responded', 'disposed', 'rework', 'closed', 'rated']) as kind,
        unnest([
            received_at, filed_at, dispatched_at, responded_at, disposed_at, null, closed_at, null
        ]) as "at"
    from incident
),
happened as (
    from possible
    where case kind
        when 'rework' then rework_count > 0
        when 'rated' then satisfaction is not null
        else "at" is not null
    end
)
select
    h.incident_id,
    cast(row_number() over (partition by h.incident_id order by h.rank) as integer) as seq,
    h.kind, h."at", f.received_at as recorded_at,
    case when h.kind in ('received', 'filed', 'rated') then null else h.handler end as actor
from happened h
join source_file f on f.file_id = h.file_id
order by h.incident_id, seq
