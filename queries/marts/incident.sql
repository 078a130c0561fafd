-- name: incident(tz, data_to)
-- Accepted cases with place, clock and what each counts as on the last day of the data, sorted for the questions asked.
-- returns: incident_id VARCHAR, department VARCHAR, file_id INTEGER, source_row INTEGER, case_no VARCHAR,
--   family VARCHAR, class_code VARCHAR, class_name VARCHAR, subclass_name VARCHAR, title VARCHAR,
--   address VARCHAR, channel VARCHAR, received_at TIMESTAMP, filed_at TIMESTAMP,
--   dispatched_at TIMESTAMP, responded_at TIMESTAMP, disposed_at TIMESTAMP, closed_at TIMESTAMP,
--   due_at TIMESTAMP, received_on DATE, state VARCHAR, rework_count INTEGER, satisfaction INTEGER,
--   joint_departments VARCHAR, handler VARCHAR, lon DOUBLE, lat DOUBLE, source_lon DOUBLE,
--   source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, placed_by VARCHAR, placement_note VARCHAR, month INTEGER,
--   due_on DATE, due_month INTEGER, disposed_month INTEGER, closed_on DATE, closed_month INTEGER,
--   limit_minutes INTEGER, due_source VARCHAR, extended_count INTEGER, suspended_minutes INTEGER,
--   work_minutes INTEGER, late_minutes INTEGER, is_filed BOOLEAN, is_void BOOLEAN, is_due BOOLEAN,
--   is_closed BOOLEAN, is_on_time BOOLEAN, is_disposed BOOLEAN, is_reworked BOOLEAN, is_rated BOOLEAN,
--   is_satisfied BOOLEAN, is_located BOOLEAN, is_joint BOOLEAN, is_open BOOLEAN, is_overdue BOOLEAN
with placed as (
    select
        t.department || ':' || t.case_no as incident_id,
        t.department, t.file_id, t.source_row, t.case_no, t.family, t.class_code, t.class_name, t.subclass_name,
        t.title, t.address, t.channel, t.received_at, t.filed_at, t.dispatched_at, t.responded_at, t.disposed_at,
        t.closed_at,
        cast(timezone($tz, k.due_local) as timestamp) as due_at,
        cast(t.received_local as date) as received_on,
        case when coalesce(e.is_void, false) then 'void' else t.state end as state,
        greatest(t.rework_count, coalesce(e.rework_count, 0)) as rework_count,
        t.satisfaction, t.joint_departments, t.handler,
        p.lon, p.lat, t.source_lon, t.source_lat, t.datum, t.given_community_code,
        p.grid_code, p.community_code,
        c.street_code, c.street_part_code, c.county_code, c.zone_code, c.category,
        p.placed_by, p.placement_note,
        cast(year(t.received_local) * 12 + month(t.received_local) - 1 as integer) as month,
        cast(k.due_local as date) as due_on,
        cast(timezone($tz, timezone('UTC', t.disposed_at)) as date) as disposed_on,
        cast(timezone($tz, timezone('UTC', t.closed_at)) as date) as closed_on,
        k.limit_minutes, k.due_source, coalesce(e.extended_count, 0) as extended_count, k.suspended_minutes,
        k.work_minutes, k.late_minutes,
        t.filed_at is not null as is_filed,
        t.rid
    from typed t
    join placement p on p.rid = t.rid
    join case_clock k on k.rid = t.rid
    left join event_count e on e.rid = t.rid
    left join unit c on c.level = 'community' and c.code = p.community_code
    where t.rid not in (from error_row)
),
counted as (
    select
        *,
        state = 'void' as is_void,
        state = 'closed' as is_closed,
        is_filed and state not in ('void', 'closed') as is_open,
        coalesce(due_on <= $data_to, false) as is_past
    from placed
)
select
    * exclude (
        disposed_on, limit_minutes, due_source, extended_count, suspended_minutes, work_minutes, late_minutes,
        due_on, closed_on, is_filed, is_void, is_closed, is_open, is_past, rid
    ),
    due_on,
    cast(year(due_on) * 12 + month(due_on) - 1 as integer) as due_month,
    cast(year(disposed_on) * 12 + month(disposed_on) - 1 as integer) as disposed_month,
    closed_on,
    cast(year(closed_on) * 12 + month(closed_on) - 1 as integer) as closed_month,
    limit_minutes, due_source, extended_count, suspended_minutes, work_minutes, late_minutes,
    is_filed,
    is_void,
    is_filed and not is_void and is_past as is_due,
    is_closed,
    coalesce(is_closed and closed_at <= due_at, false) as is_on_time,
    disposed_on is not null as is_disposed,
    rework_count > 0 as is_reworked,
    is_closed and satisfaction is not null as is_rated,
    coalesce(is_closed and satisfaction >= 4, false) as is_satisfied,
    grid_code is not null as is_located,
    joint_departments is not null as is_joint,
    is_open,
    is_open and is_past as is_overdue
from counted
order by community_code, received_at, rid
