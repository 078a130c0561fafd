-- name: local_incident(tz)
-- What the rollups count, with local months and days; months are year * 12 + month - 1.
-- returns: month INTEGER, received_on DATE, due_month INTEGER, due_on DATE, disposed_month INTEGER,
--   closed_month INTEGER, closed_on DATE, grid_code VARCHAR, community_code VARCHAR,
--   street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR, zone_code VARCHAR,
--   category VARCHAR, family VARCHAR, class_code VARCHAR, class_name VARCHAR, is_filed BOOLEAN,
--   is_void BOOLEAN, is_closed BOOLEAN, is_on_time BOOLEAN, is_reworked BOOLEAN, is_rated BOOLEAN,
--   is_satisfied BOOLEAN, is_located BOOLEAN, is_joint BOOLEAN, due_at TIMESTAMP
with local_days as (
    select
        *,
        cast(timezone($tz, timezone('UTC', due_at)) as date) as due_on,
        cast(timezone($tz, timezone('UTC', disposed_at)) as date) as disposed_on,
        cast(timezone($tz, timezone('UTC', closed_at)) as date) as closed_on
    from incident
)
select
    month,
    received_on,
    cast(year(due_on) * 12 + month(due_on) - 1 as integer) as due_month,
    due_on,
    cast(year(disposed_on) * 12 + month(disposed_on) - 1 as integer) as disposed_month,
    cast(year(closed_on) * 12 + month(closed_on) - 1 as integer) as closed_month,
    closed_on,
    grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
    family, class_code, class_name,
    filed_at is not null as is_filed,
    state = 'void' as is_void,
    state = 'closed' as is_closed,
    coalesce(state = 'closed' and closed_at <= due_at, false) as is_on_time,
    rework_count > 0 as is_reworked,
    state = 'closed' and satisfaction is not null as is_rated,
    coalesce(state = 'closed' and satisfaction >= 4, false) as is_satisfied,
    grid_code is not null as is_located,
    joint_departments is not null as is_joint,
    due_at
from local_days
order by community_code, received_on
