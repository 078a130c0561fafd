-- name: rule_unknown_state()
-- States and stages that are not among the department's agreed words.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with given as (
    select rid, file_id, 'state' as col, state as word from staged_incident
    union all
    select rid, file_id, 'stage', stage from staged_event
    union all
    select rid, file_id, 'state', state from staged_whistle
)
select
    g.rid, 'unknown_state' as rule, g.col, g.word as value,
    (
        select string_agg(word, '、' order by rank)
        from state_word where department = f.department and dataset = f.dataset
    ) as detail
from given g
join received f on f.file_id = g.file_id
where
    g.word is not null
    and not exists (from state_word w where w.department = f.department and w.dataset = f.dataset and w.word = g.word)
order by g.rid
