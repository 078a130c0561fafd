-- name: rule_required_missing()
-- Required columns (the contracts say which) left empty.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with blank as (
    from (unpivot (
        select rid, columns(* exclude (rid, file_id, sheet_no, source_row, extra_fields, rest)) is null
        from staged_incident
    ) on columns(* exclude (rid)) into name col value is_blank)
    union all
    from (unpivot (
        select rid, columns(* exclude (rid, file_id, sheet_no, source_row, extra_fields, rest)) is null
        from staged_event
    ) on columns(* exclude (rid)) into name col value is_blank)
    union all
    from (unpivot (
        select rid, columns(* exclude (rid, file_id, sheet_no, source_row, extra_fields, rest)) is null
        from staged_whistle
    ) on columns(* exclude (rid)) into name col value is_blank)
)
select b.rid, 'required_missing' as rule, b.col, null::varchar as value, null::varchar as detail
from blank b
join staged_row s on s.rid = b.rid
join received f on f.file_id = s.file_id
join required_column q on q.department = f.department and q.dataset = f.dataset and q.col = b.col
where
    b.is_blank
    -- A row whose cells slipped aside is told as such.
    and s.extra_fields = 0
order by b.rid, b.col
