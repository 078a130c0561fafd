-- name: rule_life_cycle()
-- States that claim a step whose time is missing.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'life_cycle' as rule, claim.col, null::varchar as value, s.state as detail
from staged_incident s
join received f on f.file_id = s.file_id
join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
join (
    values ('closed', 'closed_at'), ('filed', 'filed_at'), ('dispatched', 'filed_at'), ('disposing', 'filed_at'),
        ('feedback', 'filed_at'), ('closed', 'filed_at')
) claim (state, col) on claim.state = w.state
where case claim.col when 'closed_at' then s.closed_at else s.filed_at end is null
order by s.rid, claim.col
