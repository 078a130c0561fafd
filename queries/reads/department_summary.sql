-- name: department_summary()
-- What each department sent.
-- returns: department VARCHAR, n_files BIGINT, n_held_back BIGINT, rows_in BIGINT, rows_accepted BIGINT,
--   rows_rejected BIGINT, rows_warned BIGINT, last_received_at TIMESTAMP
select
    department,
    count(*) as n_files,
    count(*) filter (held_back) as n_held_back,
    cast(sum(rows_in) as bigint) as rows_in,
    cast(sum(rows_accepted) as bigint) as rows_accepted,
    cast(sum(rows_rejected) as bigint) as rows_rejected,
    cast(sum(rows_warned) as bigint) as rows_warned,
    max(received_at) as last_received_at
from source_file
where department is not null
group by department
order by department
