-- name: rule_key_personal()
-- Cases and whistles numbered by the telephone or identity number of a person.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'key_personal' as rule, col, value, null::varchar as detail
from odd_text
where col in ('case_no', 'whistle_no') and regexp_matches(value, '〔(姓名|电话|证件号)已隐去〕')
order by rid, col
