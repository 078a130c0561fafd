-- name: check_units()
-- Codes are unique in a level, every parent exists, and each level's population is the city's.
-- returns: detail VARCHAR
with twice as (
    select 'code twice: ' || level || ' ' || code as detail
    from unit group by level, code having count(*) > 1
),
orphans as (
    select 'no parent: ' || u.level || ' ' || u.code as detail
    from unit u
    where
        u.level <> 'city'
        and (u.parent_code is null or not exists (from unit p where p.code = u.parent_code and p.level <> u.level))
),
ancestors as (
    select 'no ' || a.level || ' ' || coalesce(a.code, '(null)') || ' for ' || a.grid as detail
    from (
        select
            code as grid,
            unnest(['community', 'street', 'street_part', 'county', 'zone', 'category']) as level,
            unnest([community_code, street_code, street_part_code, county_code, zone_code, category]) as code
        from unit where level = 'grid'
    ) a
    left join unit u on u.level = a.level and u.code = a.code
    where u.code is null
),
people as (
    select 'population of ' || level || ' ' || sum(population) as detail
    from unit
    group by level
    having sum(population) <> (select sum(population) from unit where level = 'city')
),
positions as (
    select 'positions of ' || level || ' have gaps' as detail
    from unit group by level having min(seq) <> 0 or max(seq) <> count(*) - 1
)
select detail from (
    from twice union all from orphans union all from ancestors union all from people union all from positions
)
order by detail
limit 50
