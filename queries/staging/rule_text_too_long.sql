-- name: rule_text_too_long()
-- Texts of more than 2,000 characters, numbers of more than 64.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    rid, 'text_too_long' as rule, col, cast(length(value) as varchar) as value,
    case when col in ('case_no', 'whistle_no') then '64' else '2000' end as detail
from odd_text
where length(value) > case when col in ('case_no', 'whistle_no') then 64 else 2000 end
order by rid, col
