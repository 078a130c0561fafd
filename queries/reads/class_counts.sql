-- name: class_counts(scope_level, scope_code, category, month_from, month_to)
-- Cases received of each class in a scope (community or coarser).
-- returns: family VARCHAR, class_code VARCHAR, class_name VARCHAR, received BIGINT
select family, class_code, class_name, cast(sum(received) as bigint) as received
from rollup_class
where month between $month_from and $month_to and ($scope_level = 'city' or case $scope_level
        when 'category' then category when 'zone' then zone_code when 'county' then county_code
        when 'street' then street_code when 'street_part' then street_part_code
        when 'community' then community_code
    end = $scope_code) and (cast($category as varchar) is null or category = $category)
group by family, class_code, class_name
order by received desc, class_code
