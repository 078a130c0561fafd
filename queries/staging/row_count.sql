-- name: row_count()
-- Rows in, accepted, rejected and accepted with a warning, by file.
-- returns: file_id INTEGER, rows_in BIGINT, rows_accepted BIGINT, rows_rejected BIGINT, rows_warned BIGINT
with fate as (
    select d.rid, bool_or(r.level = 'error') as rejected, bool_or(r.level = 'warning') as warned
    from found d
    join rule r on r.code = d.rule
    group by d.rid
)
select
    s.file_id,
    count(*) as rows_in,
    count(*) filter (not coalesce(fate.rejected, false)) as rows_accepted,
    count(*) filter (coalesce(fate.rejected, false)) as rows_rejected,
    count(*) filter (coalesce(fate.warned, false) and not fate.rejected) as rows_warned
from staged_row s
left join fate on fate.rid = s.rid
group by s.file_id
order by s.file_id
