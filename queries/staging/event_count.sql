-- name: event_count()
-- How often each case was extended, sent back or voided by its accepted events.
-- returns: rid INTEGER, extended_count INTEGER, rework_count INTEGER, is_void BOOLEAN
select
    case_rid as rid,
    cast(count(*) filter (kind = 'extended') as integer) as extended_count,
    cast(count(*) filter (kind = 'rework') as integer) as rework_count,
    bool_or(kind = 'void') as is_void
from case_event
group by case_rid
order by rid
