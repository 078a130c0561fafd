-- name: whistle(tz, data_to)
-- Whistles with their times, place in both memberships, and what each counts as on the last day of the data.
-- returns: whistle_id VARCHAR, file_id INTEGER, source_row INTEGER, whistle_no VARCHAR,
--   theme_code VARCHAR, title VARCHAR, source VARCHAR, blown_by VARCHAR, incident_id VARCHAR,
--   blown_at TIMESTAMP, managed_at TIMESTAMP, disposed_at TIMESTAMP, verified_at TIMESTAMP,
--   closed_at TIMESTAMP, due_at TIMESTAMP, satisfaction INTEGER, state VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, blown_on DATE, month INTEGER, due_on DATE,
--   due_month INTEGER, closed_on DATE, closed_month INTEGER, n_departments INTEGER, n_joint INTEGER,
--   is_void BOOLEAN, is_due BOOLEAN, is_closed BOOLEAN, is_solved BOOLEAN, is_rated BOOLEAN,
--   is_satisfied BOOLEAN, is_open BOOLEAN, is_overdue BOOLEAN
with good as (
    select *, sender || ':' || whistle_no as whistle_id
    from typed_whistle
    where rid not in (from error_row)
),
-- Disposed when the last of its departments was: until then it is in work.
teams as (
    select
        whistle_id,
        cast(count(*) as integer) as n_departments,
        cast(count(*) filter (role = 'joint') as integer) as n_joint,
        case when count(disposed_at) = count(*) then max(disposed_at) end as disposed_at
    from good
    group by whistle_id
),
links as (
    select case_no, any_value(incident_id) as incident_id
    from incident
    where case_no in (select case_no from good)
    group by case_no
    having count(*) = 1
),
led as (
    select
        g.whistle_id, g.file_id, g.source_row, g.whistle_no, g.theme_code, g.title, g.source, g.blown_by,
        l.incident_id, g.blown_at, g.managed_at, t.disposed_at, g.verified_at, g.closed_at, g.due_at, g.satisfaction,
        g.state, p.community_code, c.street_code, c.street_part_code, c.county_code, c.zone_code, c.category,
        cast(timezone($tz, timezone('UTC', g.blown_at)) as date) as blown_on,
        cast(timezone($tz, timezone('UTC', g.due_at)) as date) as due_on,
        cast(timezone($tz, timezone('UTC', g.closed_at)) as date) as closed_on,
        t.n_departments, t.n_joint, coalesce(g.solved, false) as answered_yes, g.rid
    from good g
    join teams t on t.whistle_id = g.whistle_id
    left join placement p on p.rid = g.rid
    left join unit c on c.level = 'community' and c.code = p.community_code
    left join links l on l.case_no = g.case_no
    where g.role = 'lead'
),
counted as (
    select
        *,
        state = 'void' as is_void,
        state = 'closed' as is_closed,
        coalesce(due_on <= $data_to, false) as is_past
    from led
)
select
    whistle_id, file_id, source_row, whistle_no, theme_code, title, source, blown_by, incident_id, blown_at, managed_at,
    disposed_at, verified_at, closed_at, due_at, satisfaction, state, community_code, street_code, street_part_code,
    county_code, zone_code, category,
    blown_on,
    cast(year(blown_on) * 12 + month(blown_on) - 1 as integer) as month,
    due_on,
    cast(year(due_on) * 12 + month(due_on) - 1 as integer) as due_month,
    closed_on,
    cast(year(closed_on) * 12 + month(closed_on) - 1 as integer) as closed_month,
    n_departments, n_joint,
    is_void,
    not is_void and is_past as is_due,
    is_closed,
    is_closed and answered_yes as is_solved,
    is_closed and satisfaction is not null as is_rated,
    coalesce(is_closed and satisfaction >= 4, false) as is_satisfied,
    not is_closed and not is_void as is_open,
    not is_closed and not is_void and is_past as is_overdue
from counted
order by blown_at, rid
