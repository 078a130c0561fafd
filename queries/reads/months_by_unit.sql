-- name: months_by_unit(level, month_from, month_to)
-- Measures of every unit of a level below the city month by month; a month in which nothing happened has no row.
-- returns: month INTEGER, code VARCHAR, received BIGINT, filed BIGINT, due BIGINT, closed BIGINT,
--   closed_on_time BIGINT, disposed BIGINT, reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT,
--   joint BIGINT, work_minutes BIGINT, whistles BIGINT, called BIGINT, reported BIGINT, whistle_due BIGINT,
--   whistle_solved BIGINT, whistle_rated BIGINT, whistle_satisfied BIGINT
with placed as (
    select
        * exclude (grid_code, community_code, street_code, street_part_code, county_code, zone_code, category),
        code_at(
            $level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) as code
    from rollup_month
    where month between $month_from and $month_to
)
select month, code, cast(sum(columns(* exclude (month, code))) as bigint)
from placed
where code is not null
group by month, code
order by month, code
