-- name: file_rule_blank_jump()
-- Columns that are blank far more often than in the earlier files of the department, though not throughout.
-- returns: file_id INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with earlier as (
    select b.file_id, b.col, sum(e.n) as n, sum(e.blank) / sum(e.n) as share
    from blank_share b
    join file_stat s on s.file_id = b.file_id
    join blank_share e on e.department = b.department and e.dataset = b.dataset and e.col = b.col and e.delivery_no <= b.delivery_no
    join file_stat o on o.file_id = e.file_id and o.first_day < s.first_day
    group by b.file_id, b.col
)
select
    b.file_id, 'blank_jump' as rule, b.col,
    format('{:.0f}%', 100.0 * b.blank / b.n) as value, format('{:.0f}%', 100 * e.share) as detail
from blank_share b
join earlier e on e.file_id = b.file_id and e.col = b.col
where
    b.n >= 50 and e.n >= 50 and b.blank < b.n
    and b.blank / b.n - e.share > 0.3
    -- Times of steps are blank in fresh cases: the last weeks have always more of them.
    and not (contains(b.col, '_at') or b.col = 'satisfaction' or b.col = 'solved')
order by b.file_id, b.col
