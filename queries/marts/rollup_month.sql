-- name: rollup_month()
-- Additive measures by month and grid; each measure counts in the month that its definition names.
-- returns: month INTEGER, grid_code VARCHAR, community_code VARCHAR, street_code VARCHAR,
--   street_part_code VARCHAR, county_code VARCHAR, zone_code VARCHAR, category VARCHAR,
--   received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT, disposed BIGINT,
--   reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT,
--   work_minutes BIGINT, whistles BIGINT, called BIGINT, reported BIGINT, whistle_due BIGINT,
--   whistle_solved BIGINT, whistle_rated BIGINT, whistle_satisfied BIGINT
with of_cases as (
    select
        month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as received, cast(is_filed as int) as filed, 0 as due, 0 as closed, 0 as closed_on_time, 0 as disposed,
        0 as reworked, 0 as rated, 0 as satisfied, cast(is_located as int) as located, cast(is_joint as int) as joint,
        0 as work_minutes
    from incident
    union all by name
    select
        due_month as month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as due, cast(is_closed as int) as closed, cast(is_on_time as int) as closed_on_time
    from incident
    where is_due
    union all by name
    select
        disposed_month as month, grid_code, community_code, street_code, street_part_code, county_code, zone_code,
        category, 1 as disposed, cast(is_reworked as int) as reworked, work_minutes
    from incident
    where is_disposed
    union all by name
    select
        closed_month as month, grid_code, community_code, street_code, street_part_code, county_code, zone_code,
        category, 1 as rated, cast(is_satisfied as int) as satisfied
    from incident
    where is_rated
),
of_whistles as (
    select
        month, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as whistles, 0 as called, 0 as reported, 0 as whistle_due, 0 as whistle_solved, 0 as whistle_rated,
        0 as whistle_satisfied
    from whistle
    union all by name
    select
        report_due_month as month, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as called, cast(is_reported_on_time as int) as reported
    from whistle_department
    where is_called
    union all by name
    select
        due_month as month, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as whistle_due, cast(is_solved as int) as whistle_solved
    from whistle
    where is_due
    union all by name
    select
        closed_month as month, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as whistle_rated, cast(is_satisfied as int) as whistle_satisfied
    from whistle
    where is_rated
),
-- A grid or community settles a case's other codes; a whistle may belong to a street as a whole.
summed as (
    select
        month, grid_code, community_code,
        any_value(columns(['street_code', 'street_part_code', 'county_code', 'zone_code', 'category'])),
        sum(columns(* exclude (
            month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from of_cases
    group by month, grid_code, community_code
    union all by name
    select
        month, community_code, street_code, street_part_code, county_code, zone_code, category,
        sum(columns(* exclude (
            month, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from of_whistles
    group by month, community_code, street_code, street_part_code, county_code, zone_code, category
)
select
    month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
    cast(coalesce(columns(* exclude (
        month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)), 0) as bigint)
from summed
order by month, community_code, grid_code, street_part_code, street_code, whistles, called, whistle_due, whistle_rated
