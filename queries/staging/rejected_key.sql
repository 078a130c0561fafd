-- name: rejected_key()
-- What each rejected row is about, and whether a later delivery mended it: the same thing stands now, the row came back by
-- its number (the last row of that number that was held back before is meant), or the whole file was replaced.
-- returns: rid INTEGER, key VARCHAR, mended BOOLEAN
with told as (
    select rid, file_id, department as sender, case_no as thing, null::varchar as part from typed
    union all
    -- Of an event that cannot be told apart from others the case is all there is.
    select rid, file_id, department, case_no, kind || ' ' || cast("at" as varchar) from typed_event
    union all
    select rid, file_id, sender, whistle_no, department_code from typed_whistle
),
placed as (
    select t.*, f.dataset, f.delivery_no, e.rid is not null as is_rejected
    from told t
    join received f on f.file_id = t.file_id
    left join error_row e on e.rid = t.rid
),
rejected as (from placed where is_rejected),
standing as (
    select p.*
    from placed p
    semi join rejected r on r.dataset = p.dataset and r.sender = p.sender and r.thing = p.thing
    where not p.is_rejected
),
of_part as (
    select dataset, sender, thing, part, max(delivery_no) as delivery_no
    from standing group by dataset, sender, thing, part
),
of_thing as (
    select
        s.dataset, s.sender, s.thing, max(s.delivery_no) as last_no,
        -- A whistle told anew by a later delivery settles all that was wrong with its rows.
        max(s.delivery_no) filter (w.role = 'lead') as told_anew_no
    from standing s
    left join typed_whistle w on w.rid = s.rid
    group by s.dataset, s.sender, s.thing
),
-- What has its own number already is told by that; the number of the row speaks where that was missing or wrong.
back as (
    select p.sender, p.dataset, b.original_row, p.delivery_no
    from returned b
    join placed p on p.rid = b.rid and not p.is_rejected
    anti join rejected r
        on r.dataset = p.dataset and r.sender = p.sender and r.thing = p.thing and r.delivery_no < p.delivery_no
),
returned_to as (
    select arg_max(r.rid, r.rid) as rid
    from back b
    join rejected r on r.sender = b.sender and r.dataset = b.dataset and r.delivery_no < b.delivery_no
    join staged_row s on s.rid = r.rid and s.source_row = b.original_row
    group by b.sender, b.dataset, b.original_row, b.delivery_no
)
select
    r.rid,
    r.thing || coalesce(' · ' || r.part, '') as key,
    coalesce(p.delivery_no > r.delivery_no, false)
        or coalesce(r.part is null and t.last_no > r.delivery_no, false)
        or coalesce(t.told_anew_no > r.delivery_no, false)
        or l.file_id is not null
        or b.rid is not null as mended
from rejected r
left join of_part p
    on p.dataset = r.dataset and p.sender = r.sender and p.thing = r.thing and p.part is not distinct from r.part
left join of_thing t on t.dataset = r.dataset and t.sender = r.sender and t.thing = r.thing
left join left_out l on l.file_id = r.file_id
left join (select distinct rid from returned_to) b on b.rid = r.rid
order by r.rid
