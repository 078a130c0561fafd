-- name: event_rule_extension_open()
-- Extensions that do not say until when.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select e.rid, 'extension_open' as rule, 'new_due_at' as col, null::varchar as value, null::varchar as detail
from typed_event e
join staged_event s on s.rid = e.rid
where e.kind = 'extended' and s.new_due_at is null
order by e.rid
