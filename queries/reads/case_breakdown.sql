-- name: case_breakdown(scope_level, scope_code, axis, month_from, month_to, classes, subclass, sender, way, states, day, words, level)
-- Filtered cases counted by hour of receipt, class, department, channel, state and unit of a level; `part` names the dimension.
-- returns: part VARCHAR, day DATE, utc_hour BIGINT, class_code VARCHAR, subclass_name VARCHAR,
--   department VARCHAR, channel VARCHAR, state VARCHAR, unit_code VARCHAR, received BIGINT,
--   filed BIGINT, located BIGINT, overdue BIGINT, on_the_hour BIGINT
with
-- A word is looked for once; without one, the columns are read where they are needed, which is faster than to keep the hits.
found as materialized (
    select
        received_on as day, epoch_us(received_at) // 3600000000 as utc_hour, class_code, subclass_name, department,
        channel, state,
        code_at(
            $level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) as unit_code,
        epoch_us(received_at) % 3600000000 = 0 as on_the_hour, is_filed, is_located, is_overdue
    from incident
    where
        cast($words as varchar) is not null
        and case $axis when 'due' then due_month else month end between $month_from and $month_to
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and case_fits(
            class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
            title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
        )
),
hit as not materialized (
    select
        received_on as day, epoch_us(received_at) // 3600000000 as utc_hour, class_code, subclass_name, department,
        channel, state,
        code_at(
            $level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) as unit_code,
        epoch_us(received_at) % 3600000000 = 0 as on_the_hour, is_filed, is_located, is_overdue
    from incident
    where
        cast($words as varchar) is null
        and case $axis when 'due' then due_month else month end between $month_from and $month_to
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and case_fits(
            class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
            title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
        )
    union all
    from found
),
-- The cases are read twice: for their hours, and for everything else at once.
cube as materialized (
    select
        class_code, subclass_name, department, channel, state, unit_code,
        count(*) as received,
        count_if(is_filed) as filed, count_if(is_located) as located, count_if(is_overdue) as overdue
    from hit
    group by class_code, subclass_name, department, channel, state, unit_code
),
counted as (
    select
        'hour' as part, day, utc_hour, count(*) as received, count_if(on_the_hour) as on_the_hour,
        count_if(is_filed) as filed, count_if(is_located) as located, count_if(is_overdue) as overdue
    from hit
    group by day, utc_hour
    union all by name
    select
        case
            when grouping(class_code) = 0 then 'class'
            when grouping(department) = 0 then 'department'
            when grouping(channel) = 0 then 'channel'
            when grouping(state) = 0 then 'state'
            when grouping(unit_code) = 0 then 'unit'
            else 'all'
        end as part,
        class_code, subclass_name, department, channel, state, unit_code,
        sum(received) as received, sum(filed) as filed, sum(located) as located, sum(overdue) as overdue
    from cube
    group by grouping sets ((class_code, subclass_name), (department), (channel), (state), (unit_code), ())
)
select
    part, day, utc_hour, class_code, subclass_name, department, channel, state, unit_code,
    cast(coalesce(received, 0) as bigint) as received,
    cast(coalesce(filed, 0) as bigint) as filed, cast(coalesce(located, 0) as bigint) as located,
    cast(coalesce(overdue, 0) as bigint) as overdue,
    cast(on_the_hour as bigint) as on_the_hour
from counted
order by part, utc_hour, received desc, class_code, subclass_name, department, channel, state, unit_code
