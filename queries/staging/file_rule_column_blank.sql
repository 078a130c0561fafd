-- name: file_rule_column_blank()
-- Columns that a file has, blank in each of at least twenty rows.
-- returns: file_id INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select b.file_id, 'column_blank' as rule, b.col, null::varchar as value, null::varchar as detail
from blank_share b
semi join file_column h on h.file_id = b.file_id and h.col = b.col
anti join required_column q on q.department = b.department and q.dataset = b.dataset and q.col = b.col
where
    b.n >= 20
    and b.blank = b.n
    -- Where every case is fresh, nothing of its later life is known.
    and not (contains(b.col, '_at') or b.col in ('satisfaction', 'solved', 'rework_count'))
order by b.file_id, b.col
