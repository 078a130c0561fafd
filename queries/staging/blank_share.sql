-- name: blank_share()
-- For each column that a file has, how many of its rows leave it blank.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, delivery_no INTEGER, col VARCHAR, n BIGINT, blank BIGINT
with filled as (
    from (unpivot (
        select file_id, count(*) as n, count(columns(* exclude (rid, file_id, sheet_no, source_row, extra_fields, rest)))
        from staged_incident group by file_id
    ) on columns(* exclude (file_id, n)) into name col value filled)
    union all
    from (unpivot (
        select file_id, count(*) as n, count(columns(* exclude (rid, file_id, sheet_no, source_row, extra_fields, rest)))
        from staged_event group by file_id
    ) on columns(* exclude (file_id, n)) into name col value filled)
    union all
    from (unpivot (
        select file_id, count(*) as n, count(columns(* exclude (rid, file_id, sheet_no, source_row, extra_fields, rest)))
        from staged_whistle group by file_id
    ) on columns(* exclude (file_id, n)) into name col value filled)
)
select w.file_id, f.department, f.dataset, f.delivery_no, w.col, w.n, w.n - w.filled as blank
from filled w
join received f on f.file_id = w.file_id
-- A feature's own point has no header.
where exists (from file_column h where h.file_id = w.file_id and h.col = w.col) or w.col in ('lon', 'lat')
order by w.file_id, w.col
