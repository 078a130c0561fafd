-- name: placed_rule_county_differs()
-- Points in another county than the community code says.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    t.rid, 'county_differs' as rule, 'community_code' as col, t.given_community_code as value, u.name as detail
from typed t
join placement p on p.rid = t.rid
join unit g on g.level = 'grid' and g.code = p.grid_code
join unit u on u.level = 'county' and u.code = g.county_code
join unit c on c.level = 'community' and c.code = t.given_community_code
where p.outcome = 'point_disagrees' and c.county_code <> g.county_code
order by t.rid
