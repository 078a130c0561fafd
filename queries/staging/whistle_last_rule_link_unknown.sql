-- name: whistle_last_rule_link_unknown()
-- Case numbers that no accepted case bears, or several do: the whistle stands without the link.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with cases as (
    select case_no, count(*) as n
    from typed
    where
        rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
        and case_no in (select case_no from typed_whistle)
    group by case_no
)
select t.rid, 'link_unknown' as rule, 'case_no' as col, t.case_no as value, null::varchar as detail
from typed_whistle t
left join cases c on c.case_no = t.case_no
where t.case_no is not null and coalesce(c.n, 0) <> 1
order by t.rid
