-- name: whistle_last_rule_lead_missing()
-- Whistles that no acceptable row of their delivery leads: somebody must answer for the whole. Rows of further departments
-- may come later on their own, when an earlier delivery names the lead.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select t.rid, t.sender, t.whistle_no, t.role, t.department_code, o.delivery_no
    from typed_whistle t
    join received o on o.file_id = t.file_id
    where t.rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
teams as (
    select
        sender, whistle_no, delivery_no,
        count(*) filter (role = 'lead') as leads,
        any_value(department_code) filter (role = 'lead') as lead_code
    from good
    group by sender, whistle_no, delivery_no
),
-- Who leads by the deliveries before: one that is led twice is rejected as a whole and names nobody.
led as (
    select
        sender, whistle_no, delivery_no, leads,
        last_value(case when leads = 1 then lead_code end ignore nulls) over (
            partition by sender, whistle_no order by delivery_no rows between unbounded preceding and 1 preceding
        ) as earlier_lead
    from teams
)
select g.rid, 'lead_missing' as rule, 'role' as col, g.whistle_no as value, null::varchar as detail
from good g
join led l on l.sender = g.sender and l.whistle_no = g.whistle_no and l.delivery_no = g.delivery_no
where l.leads = 0 and (l.earlier_lead is null or l.earlier_lead = g.department_code)
order by g.rid
