-- name: whistle_last_rule_cells_differ()
-- Rows of one whistle that tell of another one: what belongs to the whistle must read the same on each of its rows.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select rid, sender, whistle_no, file_id, source_row
    from typed_whistle
    where rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
first_row as (
    select sender, whistle_no, min(rid) as rid
    from good
    group by sender, whistle_no
),
given as (
    select
        s.rid, s.theme, s.title, s.source, s.blown_by, s.community_code, s.lon, s.lat, s.blown_at, s.managed_at,
        s.case_no, s.verified_at, s.closed_at, s.due_at, s.solved, s.satisfaction, s.state
    from staged_whistle s
    join good g on g.rid = s.rid
),
-- An empty cell is told as such; unpivot would drop it.
cells as (
    from (unpivot (
        select rid, coalesce(columns(* exclude (rid)), '') from given
    ) on columns(* exclude (rid)) into name col value value)
)
select
    g.rid, 'cells_differ' as rule, c.col, c.value,
    f.name || ' #' || cast(o.source_row as varchar) || ' ' || d.value as detail
from good g
join first_row r on r.sender = g.sender and r.whistle_no = g.whistle_no and r.rid < g.rid
join good o on o.rid = r.rid
join received f on f.file_id = o.file_id
join cells c on c.rid = g.rid
join cells d on d.rid = r.rid and d.col = c.col
where c.value <> d.value
order by g.rid, c.col
