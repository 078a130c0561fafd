-- name: rollup_open(data_to)
-- Filed cases that were open at the end of the last day, and those of them past their limit.
-- returns: grid_code VARCHAR, community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR,
--   county_code VARCHAR, zone_code VARCHAR, category VARCHAR, open BIGINT, overdue BIGINT
select
    grid_code, community_code,
    any_value(street_code) as street_code, any_value(street_part_code) as street_part_code,
    any_value(county_code) as county_code, any_value(zone_code) as zone_code, any_value(category) as category,
    count(*) as open,
    count(*) filter (due_on <= $data_to) as overdue
from local_incident
where is_filed and not is_closed and not is_void
group by community_code, grid_code
order by community_code, grid_code
