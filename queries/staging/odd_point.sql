-- name: odd_point()
-- Coordinates that cannot be a point of the region, with what is wrong with them; null where only the region is missed.
-- returns: rid INTEGER, lon_text VARCHAR, lat_text VARCHAR, lon DOUBLE, lat DOUBLE, fault VARCHAR
with given as (
    select rid, lon as lon_text, lat as lat_text, try_cast(lon as double) as lon, try_cast(lat as double) as lat
    from staged_incident
    where lon is not null or lat is not null
    union all
    select rid, lon, lat, try_cast(lon as double), try_cast(lat as double)
    from staged_whistle
    where lon is not null or lat is not null
),
odd as (
    select g.*, u.minx - 0.1 as west, u.maxx + 0.1 as east, u.miny - 0.1 as south, u.maxy + 0.1 as north
    from given g
    cross join (from unit where level = 'city') u
    where not coalesce(g.lon between u.minx - 0.1 and u.maxx + 0.1 and g.lat between u.miny - 0.1 and u.maxy + 0.1, false)
)
select
    rid, lon_text, lat_text, lon, lat,
    case
        when lon_text is null or lat_text is null then 'coordinate_half'
        -- What a reader writes in both cells where a feature is no point.
        when
            lon_text = lat_text
            and regexp_full_match(lon_text, '(Multi)?(Point|LineString|Polygon)|LinearRing|GeometryCollection')
            then 'geometry_kind'
        when
            regexp_matches(lon_text || ' | ' || lat_text, '[0-9]\s*[°度º˚:：]\s*[0-9]{1,2}')
            or regexp_full_match(lon_text, '\s*[0-9]{2,3}[\s-][0-9]{1,2}[\s-][0-9]{1,2}(\.[0-9]+)?\s*')
            then 'coordinate_dms'
        when is_placeholder(lon_text) and is_placeholder(lat_text) then 'placeholder_text'
        when lon is null or lat is null or not isfinite(lon) or not isfinite(lat) then 'not_a_number'
        when abs(lon) < 0.0001 or abs(lat) < 0.0001 then 'coordinate_zero'
        when lon between south and north and lat between west and east then 'coordinate_swapped'
        -- 1034746.3, 252930: degrees, minutes and seconds without their signs.
        when
            lon between 700000 and 1360000 and lat between 30000 and 540000
            and floor(lon / 100) % 100 < 60 and lon % 100 < 60 and floor(lat / 100) % 100 < 60 and lat % 100 < 60
            and floor(lon / 10000) between floor(west) and floor(east)
            and floor(lat / 10000) between floor(south) and floor(north)
            then 'coordinate_dms'
        when
            lon > 1000 and lat > 1000
            and len(list_filter(range(1, 13), i -> lon / pow(10, i) between west and east)) > 0
            and len(list_filter(range(1, 13), i -> lat / pow(10, i) between south and north)) > 0
            then 'coordinate_no_point'
        when abs(lon) > 1000 and abs(lat) > 1000 then 'coordinate_projected'
        when abs(lon) > 180 or abs(lat) > 90 then 'coordinate_range'
    end as fault
from odd
order by rid
