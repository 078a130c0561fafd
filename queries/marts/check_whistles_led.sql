-- name: check_whistles_led()
-- Every whistle has one lead, and as many departments as it says.
-- returns: detail VARCHAR
with teams as (
    select whistle_id, count(*) as n, count(*) filter (role = 'lead') as leads
    from whistle_department
    group by whistle_id
)
select coalesce(w.whistle_id, t.whistle_id) || ': leads ' || coalesce(t.leads, 0) || ', departments ' || coalesce(t.n, 0) as detail
from whistle w
full join teams t on t.whistle_id = w.whistle_id
where t.leads is distinct from 1 or t.n is distinct from w.n_departments
order by detail
limit 50
