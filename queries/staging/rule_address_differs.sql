-- name: rule_address_differs()
-- Addresses that name another county, or another street of the county, than the community code says.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with given as (
    select s.rid, s.community_code, left(s.address, 30) as address, u.county_code, u.street_code, c.name as county, t.name as street
    from staged_incident s
    join unit u on u.level = 'community' and u.code = s.community_code
    join unit c on c.level = 'county' and c.code = u.county_code
    join unit t on t.level = 'street' and t.code = u.street_code
    where s.address is not null and not contains(s.address, t.name)
),
named as (
    select g.rid, g.community_code, o.name, 1 as rank
    from given g
    join unit o on o.level = 'county' and o.code <> g.county_code and contains(g.address, o.name)
    -- 富源路 lies in many counties.
    where not contains(g.address, g.county) and not regexp_matches(g.address, o.name || '(路|街|大道|巷|弄|桥|大街)')
    union all
    select g.rid, g.community_code, o.name, 2
    from given g
    join unit o on o.level = 'street' and o.county_code = g.county_code and o.code <> g.street_code and contains(g.address, o.name)
    where contains(g.address, g.county)
)
select rid, 'address_differs' as rule, 'community_code' as col, community_code as value, arg_min(name, rank) as detail
from named
group by rid, community_code
order by rid
