-- name: search_units(text, levels, limit)
-- Units by name, code, pinyin or initials: exact before beginning before containing, coarse levels before fine ones.
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_official VARCHAR, name_en VARCHAR,
--   pinyin VARCHAR, initials VARCHAR, kind VARCHAR, parent_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, n_communities INTEGER,
--   n_grids INTEGER, lon DOUBLE, lat DOUBLE, minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE,
--   seq INTEGER, schematic BOOLEAN, valid_from DATE, valid_to DATE
with ranked as (
    select
        *,
        case
            when $text in (code, lower(name), lower(name_official), lower(name_en), pinyin, initials) then 0
            when
                starts_with(code, $text) or starts_with(lower(name), $text) or starts_with(lower(name_official), $text)
                or starts_with(lower(name_en), $text) or starts_with(coalesce(pinyin, ''), $text)
                or starts_with(coalesce(initials, ''), $text)
                then 1
            when
                contains(lower(name), $text) or contains(lower(name_official), $text)
                or contains(lower(name_en), $text) or contains(coalesce(pinyin, ''), $text)
                then 2
        end as rank
    from unit
    where list_contains($levels, level)
)
select * exclude (geometry, rank)
from ranked
where rank is not null
order by rank, list_position($levels, level), code
limit $limit
