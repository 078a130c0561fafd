-- name: rollup_open()
-- Cases and whistles that were open at the end of the last day, and those of them past their limit.
-- returns: grid_code VARCHAR, community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR,
--   county_code VARCHAR, zone_code VARCHAR, category VARCHAR, open BIGINT, overdue BIGINT,
--   whistle_open BIGINT, whistle_overdue BIGINT
with both_kinds as (
    select
        grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as open, cast(is_overdue as int) as overdue, 0 as whistle_open, 0 as whistle_overdue
    from incident
    where is_open
    union all by name
    select
        community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as whistle_open, cast(is_overdue as int) as whistle_overdue, 0 as open, 0 as overdue
    from whistle
    where is_open
)
select
    grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
    cast(sum(columns(['open', 'overdue', 'whistle_open', 'whistle_overdue'])) as bigint)
from both_kinds
group by grid_code, community_code, street_code, street_part_code, county_code, zone_code, category
order by community_code, grid_code, street_part_code, street_code
