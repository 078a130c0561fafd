-- name: evidence_call_count(measure, without, scope_level, scope_code, categories, theme, office, unplaced, month_from, month_to)
-- How many called departments count for one measure without counting for another.
-- returns: n BIGINT, minutes BIGINT
select count(*) as n, cast(0 as bigint) as minutes
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
order by n
