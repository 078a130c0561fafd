-- name: placed_rule_point_near()
-- Points outside the community that the code names, but within the boundary's accuracy.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    t.rid, 'point_near' as rule, 'community_code' as col, t.given_community_code as value,
    cast(cast(p.distance_m as bigint) as varchar) || ' m' as detail
from typed t
join placement p on p.rid = t.rid
where p.outcome = 'point_near'
order by t.rid
