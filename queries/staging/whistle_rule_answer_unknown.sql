-- name: whistle_rule_answer_unknown()
-- Whether a whistle was solved, answered in other words than yes or no.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select s.rid, 'answer_unknown' as rule, 'solved' as col, s.solved as value, null::varchar as detail
from staged_whistle s
where s.solved is not null and not is_placeholder(s.solved) and not exists (from answer_word a where a.word = s.solved)
order by s.rid
