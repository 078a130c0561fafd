-- name: feed_deliveries()
-- What each department sent of each data set, delivery by delivery; taken says that something of it could be used.
-- returns: department VARCHAR, dataset VARCHAR, delivery_no INTEGER, received_at TIMESTAMP, n_files BIGINT,
--   n_held_back BIGINT, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT, rows_warned BIGINT, taken BOOLEAN
select
    department,
    dataset,
    delivery_no,
    max(received_at) as received_at,
    count(*) as n_files,
    count(*) filter (held_back) as n_held_back,
    cast(sum(rows_in) as bigint) as rows_in,
    cast(sum(rows_accepted) as bigint) as rows_accepted,
    cast(sum(rows_rejected) as bigint) as rows_rejected,
    cast(sum(rows_warned) as bigint) as rows_warned,
    -- A file without rows says that nothing happened: that is news, too.
    bool_or(not held_back and (rows_in = 0 or rows_accepted > 0)) as taken
from source_file
where department is not null and dataset is not null
group by department, dataset, delivery_no
order by department, dataset, received_at, delivery_no
