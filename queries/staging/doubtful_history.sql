-- name: doubtful_history()
-- Whole histories of the cases whose events need a replay: a pair of kinds that may not follow one another, or a side
-- event. Rows of the cases' own files have no rid; one that the log tells as well is left to the log.
-- returns: case_rid INTEGER, rid INTEGER, kind VARCHAR, at TIMESTAMP
with bad as (
    select f.rid from found f join rule r on r.code = f.rule where r.level = 'error'
),
logged as (
    select t.rid as case_rid, e.rid, e.kind, e."at"
    from typed_event e
    join typed t on t.department = e.department and t.case_no = e.case_no and t.rid not in (from bad)
    where e.rid not in (from bad)
),
milestones as (
    select
        rid as case_rid,
        unnest(['received', 'filed', 'dispatched', 'responded', 'disposed', 'closed']) as kind,
        unnest([received_at, filed_at, dispatched_at, responded_at, disposed_at, closed_at]) as "at"
    from typed
    where rid in (select case_rid from logged)
),
history as (
    select case_rid, rid, kind, "at" from logged
    union all by name
    select m.case_rid, null::integer as rid, m.kind, m."at"
    from milestones m
    anti join logged l
        on l.case_rid = m.case_rid and l.kind = m.kind and date_trunc('minute', l."at") = date_trunc('minute', m."at")
    where m."at" is not null
),
paired as (
    select
        h.case_rid, h.kind,
        coalesce(lag(h.kind) over (partition by h.case_rid order by h."at", k.rank), '') as before_kind
    from history h
    join event_kind k on k.kind = h.kind
),
doubtful as (
    select distinct p.case_rid
    from paired p
    left join event_pair e on e.before_kind = p.before_kind and e.kind = p.kind
    where e.kind is null or p.kind in ('extended', 'suspended', 'resumed')
)
select case_rid, rid, kind, "at"
from history
where case_rid in (from doubtful)
order by case_rid, "at", rid
