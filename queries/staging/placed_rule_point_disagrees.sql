-- name: placed_rule_point_disagrees()
-- Points well outside the community that the code names, in the same county.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    t.rid, 'point_disagrees' as rule, 'community_code' as col, t.given_community_code as value,
    cast(cast(p.distance_m as bigint) as varchar) || ' m' as detail
from typed t
join placement p on p.rid = t.rid
join unit g on g.level = 'grid' and g.code = p.grid_code
join unit c on c.level = 'community' and c.code = t.given_community_code
where p.outcome = 'point_disagrees' and c.county_code = g.county_code
order by t.rid
