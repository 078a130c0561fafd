-- name: incident_event()
-- Life-cycle events of each case: when they happened (null where the file does not say) and when we learnt of them.
-- returns: incident_id VARCHAR, seq INTEGER, kind VARCHAR, at TIMESTAMP, recorded_at TIMESTAMP, actor VARCHAR
with happened as (
    select incident_id, file_id, handler, rank, kind, "at"
    from (
        select
            incident_id, file_id, handler,
            unnest([1, 2, 3, 4, 5, 7]) as rank,
            unnest(['received', 'filed', 'dispatched', 'responded', 'disposed', 'closed']) as kind,
            unnest([received_at, filed_at, dispatched_at, responded_at, disposed_at, closed_at]) as "at"
        from incident
    )
    where "at" is not null
    union all
    select incident_id, file_id, handler, 6, 'rework', null from incident where rework_count > 0
    union all
    select incident_id, file_id, handler, 8, 'rated', null from incident where satisfaction is not null
)
select
    h.incident_id,
    cast(row_number() over (partition by h.incident_id order by h.rank) as integer) as seq,
    h.kind, h."at", f.received_at as recorded_at,
    case when h.kind in ('received', 'filed', 'rated') then null else h.handler end as actor
from happened h
join received f on f.file_id = h.file_id
order by h.incident_id, seq
