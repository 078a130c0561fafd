-- name: whistle_rule_unknown_community()
-- Community codes of whistles that the register does not know.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'unknown_community' as rule, 'community_code' as col, s.community_code as value,
    null::varchar as detail
from staged_whistle s
where
    s.community_code is not null
    and not exists (from unit u where u.level = 'community' and u.code = s.community_code)
order by s.rid
