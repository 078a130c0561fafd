-- name: whistle_rule_whistle_life()
-- States that claim a step whose time or answer is missing.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select s.rid, 'whistle_life' as rule, claim.col, null::varchar as value, s.state as detail
from staged_whistle s
join received f on f.file_id = s.file_id
join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
join (
    values ('managed', 'managed_at'), ('reported', 'managed_at'), ('disposing', 'managed_at'),
        ('verifying', 'managed_at'), ('closed', 'managed_at'), ('closed', 'closed_at'), ('closed', 'solved')
) claim (state, col) on claim.state = w.state
where case claim.col when 'managed_at' then s.managed_at when 'closed_at' then s.closed_at else s.solved end is null
order by s.rid, claim.col
