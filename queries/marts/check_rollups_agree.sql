-- name: check_rollups_agree()
-- Every rollup counts the cases that the incident table holds.
-- returns: detail VARCHAR
with totals as (
    select 'received' as measure, (select count(*) from incident) as wanted, (select sum(received) from rollup_month) as found
    union all
    select 'located', (select count(*) from incident where grid_code is not null), (select sum(located) from rollup_month)
    union all
    select 'received by class', (select count(*) from incident), (select sum(received) from rollup_class)
    union all
    select 'received by day', (select count(*) from incident), (select sum(received) from rollup_day)
    union all
    select 'closed by day', (select count(*) from incident where state = 'closed'), (select sum(closed) from rollup_day)
    union all
    select
        'open',
        (select count(*) from incident where filed_at is not null and state not in ('closed', 'void')),
        (select coalesce(sum(open), 0) from rollup_open)
)
select measure || ': incidents ' || wanted || ', rollup ' || coalesce(found, 0) as detail
from totals
where wanted <> coalesce(found, 0)
order by detail
