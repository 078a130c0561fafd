-- name: rule_rated_open()
-- Ratings of what is not closed.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with given as (
    select rid, file_id, state, satisfaction from staged_incident where satisfaction is not null
    union all
    select rid, file_id, state, satisfaction from staged_whistle where satisfaction is not null
)
select g.rid, 'rated_open' as rule, 'satisfaction' as col, g.satisfaction as value, g.state as detail
from given g
join received f on f.file_id = g.file_id
join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = g.state
where w.state not in ('closed', 'void') and regexp_full_match(g.satisfaction, '[1-5]')
order by g.rid
