-- name: rule_personal_masked()
-- Cells that lost the name, telephone or identity number of a person when they were read.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'personal_masked' as rule, col, value, null::varchar as detail
from odd_text
where col not in ('case_no', 'whistle_no') and regexp_matches(value, '〔(姓名|电话|证件号)已隐去〕')
order by rid, col
