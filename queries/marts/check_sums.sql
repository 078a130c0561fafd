-- name: check_sums()
-- For each month and measure the units of every level plus 未定位 sum to the city, in both memberships.
-- returns: detail VARCHAR
with every as (
    from rollup_month
    union all by name
    -- Open cases have no month.
    from rollup_open
),
members as (
    select
        * exclude (grid_code, community_code, street_code, street_part_code, county_code, zone_code, category),
        unnest(['category', 'zone', 'county', 'street_part', 'street', 'community', 'grid']) as level,
        unnest([category, zone_code, county_code, street_part_code, street_code, community_code, grid_code]) as code
    from every
),
-- A row counts for a level when its code is a unit of that level, or null (未定位).
level_sums as (
    select level, month, sum(columns(* exclude (level, month, code)))
    from members m
    where code is null or exists (from unit u where u.level = m.level and u.code = m.code)
    group by level, month
),
city_sums as (
    select month, sum(columns(* exclude (
        month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from every
    group by month
),
levels as (
    unpivot level_sums on columns(* exclude (level, month)) into name measure value n
),
city as (
    unpivot city_sums on columns(* exclude (month)) into name measure value n
)
select
    c.measure || coalesce(', month ' || c.month, '') || ': city ' || c.n || ', ' || l.level || ' '
        || coalesce(s.n, 0) as detail
from city c
cross join (select unnest(['category', 'zone', 'county', 'street_part', 'street', 'community', 'grid']) as level) l
left join levels s on s.month is not distinct from c.month and s.measure = c.measure and s.level = l.level
where coalesce(s.n, 0) <> c.n
order by detail
limit 50
