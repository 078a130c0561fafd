-- name: evidence_whistles(measure, without, scope_level, scope_code, categories, theme, office, unplaced, month_from, month_to, limit, offset)
-- A page of the whistles that count for one measure without counting for another, the latest first.
-- returns: whistle_id VARCHAR, whistle_no VARCHAR, theme_code VARCHAR, title VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, county_code VARCHAR, zone_code VARCHAR,
--   blown_by VARCHAR, blown_at TIMESTAMP, due_at TIMESTAMP, closed_at TIMESTAMP,
--   n_departments INTEGER, satisfaction INTEGER, state VARCHAR, is_overdue BOOLEAN
select
    whistle_id, whistle_no, theme_code, title, community_code, street_code, county_code, zone_code, blown_by,
    blown_at, due_at, closed_at, n_departments, satisfaction, state, is_overdue
from whistle
where
    whistle_counts_in(
        $measure, $month_from, month, due_month, closed_month, is_due, is_solved, is_rated, is_satisfied, is_open, is_overdue
    ) between $month_from and $month_to
    and (
        cast($without as varchar) is null
        or whistle_counts_in(
            $without, $month_from, month, due_month, closed_month, is_due, is_solved, is_rated, is_satisfied, is_open, is_overdue
        ) is null
    )
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, null
    ) is not distinct from $scope_code
    and (cast($categories as varchar[]) is null or list_contains(cast($categories as varchar[]), category))
    and (cast($theme as varchar) is null or theme_code = $theme)
    and (
        cast($office as varchar) is null
        or whistle_id in (select d.whistle_id from whistle_department d where d.department_code = $office)
    )
    and (
        cast($unplaced as varchar) is null
        or code_at(
            $unplaced, category, zone_code, county_code, street_code, street_part_code, community_code, null
        ) is null
    )
order by blown_at desc, whistle_id
limit $limit offset $offset
