-- name: whistle_told()
-- Whistles of both releases with the departments that they call; not what the mere passing of days makes of them.
-- returns: side VARCHAR, key VARCHAR, file_id INTEGER, row INTEGER, theme_code VARCHAR, title VARCHAR, source VARCHAR,
--   blown_by VARCHAR, incident_id VARCHAR, blown_at TIMESTAMP, managed_at TIMESTAMP, disposed_at TIMESTAMP,
--   verified_at TIMESTAMP, closed_at TIMESTAMP, due_at TIMESTAMP, satisfaction INTEGER, state VARCHAR,
--   community_code VARCHAR, zone_code VARCHAR, category VARCHAR, is_solved BOOLEAN, departments VARCHAR
with old_calls as (
    select
        whistle_id,
        string_agg(concat_ws(' ', department_code, role, report_due_at, reported_at, disposed_at), '; ' order by seq)
            as departments
    from old_release.whistle_department
    group by whistle_id
),
new_calls as (
    select
        whistle_id,
        string_agg(concat_ws(' ', department_code, role, report_due_at, reported_at, disposed_at), '; ' order by seq)
            as departments
    from new_release.whistle_department
    group by whistle_id
)
select
    'old' as side, w.whistle_id as key, w.file_id, w.source_row as row, w.theme_code, w.title, w.source, w.blown_by,
    w.incident_id, w.blown_at, w.managed_at, w.disposed_at, w.verified_at, w.closed_at, w.due_at, w.satisfaction, w.state,
    w.community_code, w.zone_code, w.category, w.is_solved, c.departments
from old_release.whistle w
left join old_calls c on c.whistle_id = w.whistle_id
union all
select
    'new', w.whistle_id, w.file_id, w.source_row, w.theme_code, w.title, w.source, w.blown_by, w.incident_id, w.blown_at,
    w.managed_at, w.disposed_at, w.verified_at, w.closed_at, w.due_at, w.satisfaction, w.state, w.community_code,
    w.zone_code, w.category, w.is_solved, c.departments
from new_release.whistle w
left join new_calls c on c.whistle_id = w.whistle_id
