-- name: replayed_rule_sequence()
-- Events that cannot have happened to their case when they say; one rule for each fault of the life cycle.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    f.rid, 'sequence_' || f.fault as rule, 'happened_at' as col, s.stage as value,
    (
        select w.word
        from state_word w
        join typed_event e on e.rid = f.rid and e.department = w.department
        where w.dataset = 'case_event' and w.state = f.stage
        order by w.rank
        limit 1
    ) as detail
from event_fault f
join staged_event s on s.rid = f.rid
order by f.rid, rule
