-- name: unit_path(code, level, levels, all_levels)
-- A unit and everything that it lies in on the given levels, coarsest first.
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_official VARCHAR, name_en VARCHAR,
--   pinyin VARCHAR, initials VARCHAR, kind VARCHAR, parent_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, n_communities INTEGER,
--   n_grids INTEGER, lon DOUBLE, lat DOUBLE, minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE,
--   seq INTEGER, schematic BOOLEAN, valid_from DATE, valid_to DATE
with me as (select * from unit where code = $code and level = $level)
select u.* exclude (geometry)
from unit u
cross join me
where
    (u.level = me.level and u.code = me.code)
    or (
        list_contains($levels, u.level)
        and case u.level
            when 'city' then true
            when 'category' then u.code = me.category
            when 'zone' then u.code = me.zone_code
            when 'county' then u.code = me.county_code
            when 'street_part' then u.code = me.street_part_code
            when 'street' then u.code = me.street_code
            when 'community' then u.code = me.community_code
            else u.code = me.grid_code
        end
        -- A unit lies in coarser ones only, whatever codes it carries.
        and list_position($all_levels, u.level) < list_position($all_levels, me.level)
    )
order by list_position($all_levels, u.level)
