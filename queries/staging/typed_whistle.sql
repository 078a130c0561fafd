-- name: typed_whistle(tz)
-- Rows of whistle ledgers with types: UTC times, theme, department, role and state by the agreed words.
-- returns: rid INTEGER, file_id INTEGER, source_row INTEGER, sender VARCHAR, whistle_no VARCHAR,
--   theme_code VARCHAR, title VARCHAR, source VARCHAR, blown_by VARCHAR, case_no VARCHAR,
--   department_code VARCHAR, role VARCHAR, blown_at TIMESTAMP, managed_at TIMESTAMP,
--   report_due_at TIMESTAMP, reported_at TIMESTAMP, disposed_at TIMESTAMP, verified_at TIMESTAMP,
--   closed_at TIMESTAMP, due_at TIMESTAMP, state VARCHAR, solved BOOLEAN, satisfaction INTEGER,
--   source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR
with clock as (
    select
        t.rid,
        t.col,
        -- A limit given as a day lasts to the end of that day.
        cast(timezone($tz, case
            when t.day_only and t.col in ('due_at', 'report_due_at') then t.moment + interval '23 hours 59 minutes 59 seconds'
            else t.moment
        end) as timestamp) as "at"
    from staged_time t
    join staged_whistle s on s.rid = t.rid
),
times as (
    select
        rid,
        max("at") filter (col = 'blown_at') as blown_at,
        max("at") filter (col = 'managed_at') as managed_at,
        max("at") filter (col = 'report_due_at') as report_due_at,
        max("at") filter (col = 'reported_at') as reported_at,
        max("at") filter (col = 'disposed_at') as disposed_at,
        max("at") filter (col = 'verified_at') as verified_at,
        max("at") filter (col = 'closed_at') as closed_at,
        max("at") filter (col = 'due_at') as due_at
    from clock
    group by rid
)
select
    s.rid, s.file_id, s.source_row,
    f.department as sender,
    s.whistle_no,
    t.code as theme_code,
    s.title as title,
    s.source as source,
    s.blown_by as blown_by,
    s.case_no,
    o.code as department_code,
    r.role,
    k.blown_at, k.managed_at, k.report_due_at, k.reported_at, k.disposed_at, k.verified_at, k.closed_at, k.due_at,
    w.state,
    a.solved,
    try_cast(s.satisfaction as integer) as satisfaction,
    try_cast(s.lon as double) as source_lon,
    try_cast(s.lat as double) as source_lat,
    f.datum,
    s.community_code as given_community_code
from staged_whistle s
join received f on f.file_id = s.file_id
left join times k on k.rid = s.rid
left join whistle_theme_word t on t.name = s.theme
left join whistle_office_word o on o.name = s.department_name
left join role_word r on r.word = s.role
left join answer_word a on a.word = s.solved
left join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
order by s.rid
