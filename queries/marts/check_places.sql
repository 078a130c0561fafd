-- name: check_places()
-- A place is whole: point means a grid, code a community without a grid, none nothing at all.
-- returns: detail VARCHAR
select i.incident_id || ' ' || i.placed_by as detail
from incident i
left join unit g on g.level = 'grid' and g.code = i.grid_code
where case i.placed_by
    when 'point' then i.grid_code is null or g.community_code is distinct from i.community_code or i.lon is null
        or i.zone_code is null or i.county_code is null or i.category is null
    when 'code' then i.grid_code is not null or i.community_code is null or i.zone_code is null or i.county_code is null
    when 'none' then i.community_code is not null or i.zone_code is not null or i.county_code is not null
    else true
end
order by detail
limit 50
