-- name: class_by_month(scope_level, scope_code, category, month_from, month_to)
-- Cases received of each class in a scope (community or coarser), month by month.
-- returns: month INTEGER, family VARCHAR, class_code VARCHAR, class_name VARCHAR, received BIGINT
select month, family, class_code, class_name, cast(sum(received) as bigint) as received
from rollup_class
where
    month between $month_from and $month_to
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, null
    ) is not distinct from $scope_code
    and (cast($category as varchar) is null or category = $category)
group by month, family, class_code, class_name
order by class_code, month
