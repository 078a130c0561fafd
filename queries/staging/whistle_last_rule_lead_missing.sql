-- name: whistle_last_rule_lead_missing()
-- Whistles that no acceptable row leads: somebody must answer for the whole.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select rid, sender, whistle_no, role
    from typed_whistle
    where rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
leaderless as (
    select sender, whistle_no
    from good
    group by sender, whistle_no
    having count(*) filter (role = 'lead') = 0
)
select g.rid, 'lead_missing' as rule, 'role' as col, g.whistle_no as value, null::varchar as detail
from good g
join leaderless l on l.sender = g.sender and l.whistle_no = g.whistle_no
order by g.rid
