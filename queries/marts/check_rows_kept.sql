-- name: check_rows_kept()
-- Rows in are rows accepted plus rows rejected; every accepted row is in the release or was replaced, every rejected one kept.
-- returns: detail VARCHAR
with every as (
    select file_id, source_row from incident
    union all
    select file_id, source_row from flow_event
    union all
    select file_id, source_row from whistle_department
),
kept as (select file_id, count(*) as n from every group by file_id),
gone as (select file_id, count(*) as n from rejected_row group by file_id),
replaced as (select file_id, count(*) as n from replaced_row group by file_id)
select
    f.name || ': in ' || f.rows_in || ', accepted ' || f.rows_accepted || ', rejected ' || f.rows_rejected
        || ', in the tables ' || coalesce(k.n, 0) || ', replaced ' || coalesce(r.n, 0) || ', rejects kept '
        || coalesce(g.n, 0) as detail
from source_file f
left join kept k on k.file_id = f.file_id
left join gone g on g.file_id = f.file_id
left join replaced r on r.file_id = f.file_id
where
    f.rows_in <> f.rows_accepted + f.rows_rejected
    or f.rows_accepted <> coalesce(k.n, 0) + f.rows_replaced
    or f.rows_replaced <> coalesce(r.n, 0)
    or f.rows_rejected <> coalesce(g.n, 0)
order by f.file_id
