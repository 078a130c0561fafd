-- name: evidence_calls(measure, without, scope_level, scope_code, categories, theme, office, unplaced, month_from, month_to, sort, limit, offset)
-- A page of the departments that whistles called and that count for one measure without another: latest called or longest late first.
-- returns: whistle_id VARCHAR, whistle_no VARCHAR, theme_code VARCHAR, title VARCHAR,
--   department_code VARCHAR, role VARCHAR, community_code VARCHAR, street_code VARCHAR,
--   county_code VARCHAR, zone_code VARCHAR, called_at TIMESTAMP, report_due_at TIMESTAMP,
--   reported_at TIMESTAMP, late_minutes INTEGER
with behind as (
    select *
    from whistle_department
    where
        call_counts_in($measure, report_due_month, is_called, is_reported_on_time) between $month_from and $month_to
        and (
            cast($without as varchar) is null
            or call_counts_in($without, report_due_month, is_called, is_reported_on_time) is null
        )
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, null
        ) is not distinct from $scope_code
        and (cast($categories as varchar[]) is null or list_contains(cast($categories as varchar[]), category))
        and (cast($office as varchar) is null or department_code = $office)
        and (
            cast($theme as varchar) is null
            or whistle_id in (select w.whistle_id from whistle w where w.theme_code = $theme)
        )
        and (
            cast($unplaced as varchar) is null
            or code_at(
                $unplaced, category, zone_code, county_code, street_code, street_part_code, community_code, null
            ) is null
        )
    order by case $sort when 'late' then late_minutes end desc nulls last, called_at desc, whistle_id, seq
    limit $limit offset $offset
)
select
    b.whistle_id, w.whistle_no, w.theme_code, w.title, b.department_code, b.role, b.community_code, b.street_code,
    b.county_code, b.zone_code, b.called_at, b.report_due_at, b.reported_at, b.late_minutes
from behind b
join whistle w on w.whistle_id = b.whistle_id
order by case $sort when 'late' then b.late_minutes end desc nulls last, b.called_at desc, b.whistle_id, b.seq
