-- name: rule_unknown_state()
-- States that are not among the department's agreed words.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'unknown_state' as rule, 'state' as col, s.state as value,
    (select string_agg(word, '、' order by rank) from state_word where department = f.department) as detail
from staged s
join received f on f.file_id = s.file_id
where
    s.state is not null
    and not exists (from state_word w where w.department = f.department and w.word = s.state)
order by s.rid
