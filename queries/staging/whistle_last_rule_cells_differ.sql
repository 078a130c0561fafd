-- name: whistle_last_rule_cells_differ()
-- Rows of one whistle that tell of another one: what belongs to the whistle must read the same on each of its rows in a
-- delivery.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with given as (
    select
        t.sender, s.whistle_no, o.delivery_no, s.rid, s.theme, s.title, s.source, s.blown_by, s.community_code, s.lon, s.lat, s.blown_at,
        s.managed_at, s.case_no, s.verified_at, s.closed_at, s.due_at, s.solved, s.satisfaction, s.state
    from staged_whistle s
    join typed_whistle t on t.rid = s.rid
    join received o on o.file_id = s.file_id
    where s.rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
-- An empty cell is told as such; unpivot would drop it.
cells as (
    from (unpivot (
        select sender, whistle_no, delivery_no, rid, coalesce(columns(* exclude (sender, whistle_no, delivery_no, rid)), '') from given
    ) on columns(* exclude (sender, whistle_no, delivery_no, rid)) into name col value value)
),
-- A window, not a join of cells with cells: that would pair every row with every other one.
compared as (
    select
        rid, col, value,
        first_value(rid) over same as first_rid,
        first_value(value) over same as first_value
    from cells
    window same as (partition by sender, whistle_no, delivery_no, col order by rid)
)
select
    c.rid, 'cells_differ' as rule, c.col, c.value,
    f.name || ' #' || cast(o.source_row as varchar) || ' ' || c.first_value as detail
from compared c
join staged_whistle o on o.rid = c.first_rid
join received f on f.file_id = o.file_id
where c.value <> c.first_value
order by c.rid, c.col
