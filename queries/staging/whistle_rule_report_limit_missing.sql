-- name: whistle_rule_report_limit_missing()
-- Departments called without a limit for reporting in: they count neither as called nor as late.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select s.rid, 'report_limit_missing' as rule, 'report_due_at' as col, null::varchar as value, null::varchar as detail
from staged_whistle s
where s.managed_at is not null and s.report_due_at is null
order by s.rid
