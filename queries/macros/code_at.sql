-- name: code_at(level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code)
-- The code that a row carries at a level; null at the city, and where the row could not be placed that finely.
-- returns: code VARCHAR
case level
    when 'category' then category
    when 'zone' then zone_code
    when 'county' then county_code
    when 'street' then street_code
    when 'street_part' then street_part_code
    when 'community' then community_code
    when 'grid' then grid_code
end
