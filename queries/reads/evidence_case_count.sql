-- name: evidence_case_count(measure, without, scope_level, scope_code, categories, classes, subclass, sender, way, states, day, words, unplaced, month_from, month_to)
-- How many cases count for one measure without counting for another, and their working minutes.
-- returns: n BIGINT, minutes BIGINT
select
    count(*) as n,
    cast(coalesce(sum(work_minutes), 0) as bigint) as minutes
from incident
where
    case_counts_in(
        $measure, $month_from, month, due_month, disposed_month, closed_month, is_filed, is_due, is_closed, is_on_time,
        is_disposed, is_reworked, is_rated, is_satisfied, is_located, is_joint, is_open, is_overdue
    ) between $month_from and $month_to
    and (
        cast($without as varchar) is null
        or case_counts_in(
            $without, $month_from, month, due_month, disposed_month, closed_month, is_filed, is_due, is_closed, is_on_time,
            is_disposed, is_reworked, is_rated, is_satisfied, is_located, is_joint, is_open, is_overdue
        ) is null
    )
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and (cast($categories as varchar[]) is null or list_contains(cast($categories as varchar[]), category))
    and case_fits(
        class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on, title,
        case_no, $classes, $subclass, $sender, $way, $states, $day, $words
    )
    and (
        cast($unplaced as varchar) is null
        or code_at(
            $unplaced, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is null
    )
order by n
