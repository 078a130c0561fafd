-- name: evidence_whistle_count(measure, without, scope_level, scope_code, categories, theme, office, unplaced, month_from, month_to)
-- How many whistles count for one measure without counting for another.
-- returns: n BIGINT, minutes BIGINT
select count(*) as n, cast(0 as bigint) as minutes
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
order by n
