-- name: open_by_month(scope_level, scope_code, category, month_from, month_to)
-- Cases open, and of them past the limit then in force, at the end of each month of the data, as known now; the last
-- month ends with the data, when everything that the files tell has happened.
-- returns: month INTEGER, open BIGINT, overdue BIGINT
with told as (
    select
        max(value) filter (key = 'timezone') as tz,
        cast(max(value) filter (key = 'data_from') as date) as first_day,
        cast(max(value) filter (key = 'data_to') as date) as last_day,
        cast(year(first_day) * 12 + month(first_day) - 1 as integer) as first_month,
        cast(year(last_day) * 12 + month(last_day) - 1 as integer) as last_month
    from release_info
),
ending as (
    select
        cast(unnest(range(first_month, last_month + 1)) as integer) as month,
        cast(timezone(tz, make_timestamp((month + 1) // 12, (month + 1) % 12 + 1, 1, 0, 0, 0.0)) as timestamp) as ends_at
    from told
),
-- Nearly every case is opened and closed in one month, and is open at no month's end. Of the others most are plain:
-- filed in the month of their receipt, never extended, not void.
kept as (
    select
        i.incident_id, i.filed_at, i.dispatched_at, i.responded_at, i.disposed_at, i.month, i.due_on, i.closed_month,
        i.is_closed, i.is_void, i.extended_count > 0 as is_extended, i.filed_at >= e.ends_at as is_filed_late,
        not (is_void or is_extended or is_filed_late) as is_plain
    from incident i
    join ending e on e.month = i.month
    where
        i.is_filed
        and (not i.is_closed or i.closed_month > i.month)
        and code_at(
            $scope_level, i.category, i.zone_code, i.county_code, i.street_code, i.street_part_code, i.community_code,
            i.grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or i.category = $category)
),
voided as (
    select
        k.incident_id,
        -- What was voided without a day was so from its last step on.
        timezone(any_value(t.tz), timezone('UTC', coalesce(
            min(e."at"), any_value(greatest(k.filed_at, k.dispatched_at, k.responded_at, k.disposed_at))
        ))) as void_local
    from kept k
    left join flow_event e on e.incident_id = k.incident_id and e.kind = 'void'
    cross join told t
    where k.is_void
    group by k.incident_id
),
-- First month with the case open at its end, first one without; null where it is open still.
spanned as (
    select
        k.incident_id, k.is_extended, k.due_on,
        case when k.is_filed_late then coalesce(x.month, t.last_month) else k.month end as since,
        case
            when k.is_closed then k.closed_month
            when k.is_void then least(year(v.void_local) * 12 + month(v.void_local) - 1, t.last_month)
        end as until
    from (select * from kept where not is_plain) k
    asof left join ending x on k.filed_at < x.ends_at
    left join voided v on v.incident_id = k.incident_id
    cross join told t
),
extension as (
    select
        s.incident_id, s.since as open_since, s.until as open_until, s.due_on, e."at", e.seq,
        timezone(t.tz, timezone('UTC', e."at")) as at_local,
        cast(timezone(t.tz, timezone('UTC', e.new_due_at)) as date) as new_due_on,
        least(year(at_local) * 12 + month(at_local) - 1, t.last_month) as since
    from spanned s
    join flow_event e on e.incident_id = s.incident_id and e.kind = 'extended'
    cross join told t
    where s.is_extended
),
-- The limit that each extension set, until the next one; the last is the case's own.
limited as (
    select
        open_since, open_until, since,
        row_number() over steps as step,
        lead(since) over steps as until,
        case when lead(since) over steps is null then due_on else new_due_on end as due_on
    from extension
    window steps as (partition by incident_id order by "at", seq)
),
-- Months at whose ends cases are open, with the limit that is in force then.
held as (
    select month as since, case when is_closed then closed_month end as until, due_on from kept where is_plain
    union all by name
    select since, until, due_on from spanned where not is_extended
    union all by name
    select
        greatest(since, open_since) as since,
        -- The least of one that is missing and one that is not is the latter.
        least(until, open_until) as until,
        due_on
    from limited
    union all by name
    select open_since as since, least(since, open_until) as until, null as due_on from limited where step = 1
),
summed as (
    select
        since, until,
        case when due_on <= last_day then greatest(since, year(due_on) * 12 + month(due_on) - 1) end as late_since,
        count(*) as n
    from held
    cross join told
    where until is null or until > since
    group by since, until, late_since
)
select
    e.month,
    cast(coalesce(sum(s.n) filter (s.since <= e.month), 0) as bigint) as open,
    cast(coalesce(sum(s.n) filter (s.late_since <= e.month), 0) as bigint) as overdue
from ending e
left join summed s on s.until is null or s.until > e.month
where e.month between $month_from and $month_to
group by e.month
order by e.month
