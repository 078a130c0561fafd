-- name: replaced_row()
-- Accepted rows that a later delivery corrects: they are counted, but not in the tables. by_row is null where the whole
-- file was replaced.
-- returns: file_id INTEGER, row INTEGER, by_file_id INTEGER, by_row INTEGER
select s.file_id, s.source_row as row, r.by_file_id, b.source_row as by_row
from replaced r
join staged_row s on s.rid = r.rid
left join staged_row b on b.rid = r.by_rid
order by r.rid
