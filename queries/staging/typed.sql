-- name: typed(tz)
-- Staged rows with types: local and UTC times, state and class by the contracts' words; what does not fit is null.
-- returns: rid INTEGER, file_id INTEGER, department VARCHAR, source_row INTEGER, case_no VARCHAR,
--   family VARCHAR, class_code VARCHAR, class_name VARCHAR, subclass_name VARCHAR, title VARCHAR,
--   address VARCHAR, channel VARCHAR, received_local TIMESTAMP, received_at TIMESTAMP,
--   filed_at TIMESTAMP, dispatched_at TIMESTAMP, responded_at TIMESTAMP, disposed_at TIMESTAMP,
--   closed_at TIMESTAMP, due_at TIMESTAMP, state VARCHAR, rework_count INTEGER, satisfaction INTEGER,
--   joint_departments VARCHAR, handler VARCHAR, source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR,
--   given_community_code VARCHAR
with clock as (
    select
        rid,
        max(moment) filter (col = 'received_at') as received_local,
        max(moment) filter (col = 'filed_at') as filed_local,
        max(moment) filter (col = 'dispatched_at') as dispatched_local,
        max(moment) filter (col = 'responded_at') as responded_local,
        max(moment) filter (col = 'disposed_at') as disposed_local,
        max(moment) filter (col = 'closed_at') as closed_local,
        -- A limit given as a day lasts to the end of that day.
        max(case when day_only then moment + interval '23 hours 59 minutes 59 seconds' else moment end)
            filter (col = 'due_at') as due_local
    from staged_time
    group by rid
)
select
    s.rid,
    s.file_id,
    f.department,
    s.source_row,
    s.case_no,
    c.family,
    c.class_code,
    s.class_name,
    s.subclass_name,
    s.title,
    s.address,
    s.channel,
    k.received_local,
    cast(timezone($tz, k.received_local) as timestamp) as received_at,
    cast(timezone($tz, k.filed_local) as timestamp) as filed_at,
    cast(timezone($tz, k.dispatched_local) as timestamp) as dispatched_at,
    cast(timezone($tz, k.responded_local) as timestamp) as responded_at,
    cast(timezone($tz, k.disposed_local) as timestamp) as disposed_at,
    cast(timezone($tz, k.closed_local) as timestamp) as closed_at,
    cast(timezone($tz, k.due_local) as timestamp) as due_at,
    w.state,
    coalesce(try_cast(s.rework_count as integer), 0) as rework_count,
    try_cast(s.satisfaction as integer) as satisfaction,
    s.joint_departments,
    s.handler,
    try_cast(s.lon as double) as source_lon,
    try_cast(s.lat as double) as source_lat,
    f.datum,
    s.community_code as given_community_code
from staged_incident s
join received f on f.file_id = s.file_id
left join clock k on k.rid = s.rid
left join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
left join incident_class c on c.class_name = s.class_name and c.subclass_name = s.subclass_name
order by s.rid
