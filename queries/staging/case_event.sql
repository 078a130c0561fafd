-- name: case_event(tz)
-- Accepted events with the row of their case, in the order in which they happened; local seconds since 1970.
-- returns: rid INTEGER, case_rid INTEGER, kind VARCHAR, at BIGINT, new_due BIGINT, rank INTEGER
select
    e.rid, t.rid as case_rid, e.kind,
    epoch_us(timezone($tz, timezone('UTC', e."at"))) // 1000000 as "at",
    epoch_us(timezone($tz, timezone('UTC', e.new_due_at))) // 1000000 as new_due,
    k.rank
from typed_event e
join typed t on t.department = e.department and t.case_no = e.case_no
join event_kind k on k.kind = e.kind
where e.rid not in (from error_row) and t.rid not in (from error_row)
order by case_rid, "at", k.rank, e.rid
