-- name: rollup_class()
-- Cases received by month, community and class.
-- returns: month INTEGER, community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR,
--   county_code VARCHAR, zone_code VARCHAR, category VARCHAR, family VARCHAR, class_code VARCHAR,
--   class_name VARCHAR, received BIGINT
select
    month, community_code,
    any_value(street_code) as street_code, any_value(street_part_code) as street_part_code,
    any_value(county_code) as county_code, any_value(zone_code) as zone_code, any_value(category) as category,
    family, class_code, class_name,
    count(*) as received
from incident
group by month, community_code, family, class_code, class_name
order by month, community_code, class_code
