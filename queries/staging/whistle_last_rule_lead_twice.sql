-- name: whistle_last_rule_lead_twice()
-- Whistles with more than one lead in a delivery: nobody knows who answers for the whole.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select t.rid, t.sender, t.whistle_no, t.role, s.department_name, o.delivery_no
    from typed_whistle t
    join received o on o.file_id = t.file_id
    join staged_whistle s on s.rid = t.rid
    where t.rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
contested as (
    select sender, whistle_no, delivery_no, string_agg(department_name, '、' order by rid) filter (role = 'lead') as leads
    from good
    group by sender, whistle_no, delivery_no
    having count(*) filter (role = 'lead') > 1
)
select g.rid, 'lead_twice' as rule, 'role' as col, g.whistle_no as value, c.leads as detail
from good g
join contested c on c.sender = g.sender and c.whistle_no = g.whistle_no and c.delivery_no = g.delivery_no
order by g.rid
