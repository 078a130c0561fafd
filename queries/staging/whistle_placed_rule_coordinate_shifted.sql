-- name: whistle_placed_rule_coordinate_shifted()
-- Points of whistles outside the community given that lie in it when read in another datum.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select h.rid, 'coordinate_shifted' as rule, 'lon' as col, t.given_community_code as value, h.datum as detail
from datum_hint h
join typed_whistle t on t.rid = h.rid
order by h.rid
