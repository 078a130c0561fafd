-- name: open_requests(ids, classes, after, before, is_open, first, count)
-- Cases as requests of Open311, newest first: those of some ids or classes, received within a span, open or ended.
-- returns: incident_id VARCHAR, department VARCHAR, class_code VARCHAR, class_name VARCHAR,
--   subclass_name VARCHAR, state VARCHAR, received_at TIMESTAMP, filed_at TIMESTAMP,
--   dispatched_at TIMESTAMP, responded_at TIMESTAMP, disposed_at TIMESTAMP, closed_at TIMESTAMP,
--   due_at TIMESTAMP, updated_at TIMESTAMP, rework_count INTEGER, extended_count INTEGER,
--   suspended_minutes INTEGER, work_minutes INTEGER, late_minutes INTEGER, satisfaction INTEGER,
--   is_joint BOOLEAN, is_overdue BOOLEAN, lon DOUBLE, lat DOUBLE, placed_by VARCHAR,
--   community_code VARCHAR, community VARCHAR, street VARCHAR, county VARCHAR
with asked as (
    select *
    from incident
    where
        (cast($ids as varchar[]) is null or list_contains(cast($ids as varchar[]), incident_id))
        and (cast($classes as varchar[]) is null or list_contains(cast($classes as varchar[]), class_code))
        and (cast($after as timestamp) is null or received_at >= cast($after as timestamp))
        and (cast($before as timestamp) is null or received_at <= cast($before as timestamp))
        and (cast($is_open as boolean) is null or (state not in ('closed', 'void')) = cast($is_open as boolean))
    order by received_at desc, incident_id
    limit $count offset $first
)
select
    i.incident_id, i.department, i.class_code, i.class_name, i.subclass_name, i.state, i.received_at, i.filed_at,
    i.dispatched_at, i.responded_at, i.disposed_at, i.closed_at, i.due_at,
    greatest(i.received_at, i.filed_at, i.dispatched_at, i.responded_at, i.disposed_at, i.closed_at) as updated_at,
    i.rework_count, i.extended_count, i.suspended_minutes, i.work_minutes, i.late_minutes, i.satisfaction, i.is_joint,
    i.is_overdue, i.lon, i.lat, i.placed_by, i.community_code, m.name as community, s.name as street, c.name as county
from asked i
left join unit m on m.level = 'community' and m.code = i.community_code
left join unit s on s.level = 'street' and s.code = i.street_code
left join unit c on c.level = 'county' and c.code = i.county_code
order by i.received_at desc, i.incident_id
