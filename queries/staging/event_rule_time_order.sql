-- name: event_rule_time_order()
-- New limits before the moment at which they were set.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select e.rid, 'time_order' as rule, 'new_due_at' as col, s.new_due_at as value, s.happened_at as detail
from typed_event e
join staged_event s on s.rid = e.rid
where e.new_due_at < e."at"
order by e.rid
