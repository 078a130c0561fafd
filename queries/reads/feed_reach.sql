-- name: feed_reach()
-- How far the rows of each department and data set reach: the last moment that an accepted row tells of.
-- returns: department VARCHAR, dataset VARCHAR, reaches_to TIMESTAMP
with latest as (
    select file_id, max(received_at) as reached
    from incident
    group by file_id
    union all
    select file_id, max("at") as reached
    from flow_event
    group by file_id
    union all
    select file_id, max(blown_at) as reached
    from whistle
    group by file_id
)
select f.department, f.dataset, max(l.reached) as reaches_to
from latest l
join source_file f on f.file_id = l.file_id
group by f.department, f.dataset
order by f.department, f.dataset
