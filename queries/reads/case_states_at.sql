-- name: case_states_at(scope_level, scope_code, category, day, by_case)
-- Cases by the state that they were in at the end of a local day, as known now, and of them those open and past the
-- limit then in force; one row of sums, or one a case. From the last day of the data on, what the files tell holds.
-- returns: incident_id VARCHAR, received BIGINT, filed BIGINT, dispatched BIGINT, disposing BIGINT,
--   feedback BIGINT, closed BIGINT, void BIGINT, suspended BIGINT, open BIGINT, overdue BIGINT
with told as (
    select
        max(value) filter (key = 'timezone') as tz,
        cast(max(value) filter (key = 'data_to') as date) as last_day,
        least(cast($day as date), last_day) as day,
        case
            when cast($day as date) >= last_day then timestamp 'infinity'
            else cast(timezone(tz, cast(cast($day as date) as timestamp) + interval 1 day) as timestamp)
        end as ends_at
    from release_info
),
-- The log's events as (when, place in the loop): of one moment the later in the loop holds.
happened as (
    select
        incident_id, kind, new_due_at, "at" < ends_at as is_past,
        {
            'at': "at",
            'rank': list_position(
                [
                    'received', 'filed', 'dispatched', 'extended', 'suspended', 'resumed', 'responded', 'disposed',
                    'feedback', 'checked', 'rework', 'closed', 'rated', 'void'
                ],
                kind
            ),
            'seq': seq
        } as step
    from flow_event
    cross join told
),
logged as (
    select
        incident_id,
        max(step) filter (is_past and kind not in ('extended', 'suspended', 'resumed')) as moved,
        max(step) filter (is_past and kind <> 'extended') as latest,
        bool_or(kind = 'void') as tells_void,
        count(*) filter (kind = 'extended') as n_extended,
        count(*) filter (kind = 'extended' and is_past) as n_past,
        max_by(new_due_at, step) filter (kind = 'extended' and is_past) as new_due_at
    from happened
    group by incident_id
),
-- The last step that the case's own row tells of by then.
stated as (
    select
        incident_id, filed_at < ends_at as is_filed, is_void, due_on, day, tz,
        greatest(received_at, filed_at, dispatched_at, responded_at, disposed_at) < ends_at as is_over,
        case
            when is_closed and closed_at < ends_at then 12
            when disposed_at < ends_at then 8
            when responded_at < ends_at then 7
            when dispatched_at < ends_at then 3
            when filed_at < ends_at then 2
            else 1
        end as rank,
        case rank
            when 12 then closed_at when 8 then disposed_at when 7 then responded_at when 3 then dispatched_at
            when 2 then filed_at else received_at
        end as "at"
    from incident
    cross join told
    where
        received_at < ends_at
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
),
judged as (
    select
        s.incident_id, coalesce(s.is_filed, false) as is_filed, s.day,
        case
            -- What was voided without a day was so from its last step on.
            when s.is_void and not coalesce(l.tells_void, false) and s.is_over then 14
            when l.moved is not null and l.moved > {'at': s."at", 'rank': s.rank, 'seq': 0} then l.moved.rank
            else s.rank
        end as rank,
        coalesce(l.latest.rank = 5 and l.latest > {'at': s."at", 'rank': s.rank, 'seq': 0}, false) as is_suspended,
        case
            when coalesce(l.n_extended, 0) = coalesce(l.n_past, 0) then s.due_on
            when l.n_past > 0 then cast(timezone(s.tz, timezone('UTC', l.new_due_at)) as date)
        end as due_on
    from stated s
    left join logged l on l.incident_id = s.incident_id
)
select
    case when $by_case then incident_id end as incident_id,
    count(*) filter (rank = 1) as received,
    count(*) filter (rank = 2) as filed,
    count(*) filter (rank = 3) as dispatched,
    count(*) filter (rank in (7, 11)) as disposing,
    count(*) filter (rank in (8, 9, 10)) as feedback,
    count(*) filter (rank in (12, 13)) as closed,
    count(*) filter (rank = 14) as void,
    count(*) filter (is_suspended and rank in (2, 3, 7, 11)) as suspended,
    count(*) filter (is_filed and rank < 12) as open,
    count(*) filter (is_filed and rank < 12 and due_on <= day) as overdue
from judged
group by case when $by_case then incident_id end
order by incident_id
