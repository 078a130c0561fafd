-- name: typed_event(tz)
-- Staged rows of case events with types: which case, what happened, when (UTC); what does not fit is null.
-- returns: rid INTEGER, file_id INTEGER, department VARCHAR, source_row INTEGER, case_no VARCHAR,
--   kind VARCHAR, at TIMESTAMP, actor VARCHAR, note VARCHAR, new_due_at TIMESTAMP
with clock as (
    select
        rid,
        max(moment) filter (col = 'happened_at') as happened_local,
        -- A limit given as a day lasts to the end of that day.
        max(case when day_only then moment + interval '23 hours 59 minutes 59 seconds' else moment end)
            filter (col = 'new_due_at') as new_due_local
    from staged_time
    group by rid
)
select
    s.rid, s.file_id, f.department, s.source_row, s.case_no,
    w.state as kind,
    cast(timezone($tz, k.happened_local) as timestamp) as "at",
    s.actor, s.note,
    cast(timezone($tz, k.new_due_local) as timestamp) as new_due_at
from staged_event s
join received f on f.file_id = s.file_id
left join clock k on k.rid = s.rid
left join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.stage
order by s.rid
