-- name: replaced_whole(dataset)
-- Acceptable rows of a data set in files that a later delivery takes the place of.
-- returns: rid INTEGER, by_rid INTEGER, by_file_id INTEGER
select s.rid, null::integer as by_rid, l.by_file_id
from left_out l
join received f on f.file_id = l.file_id and f.dataset = $dataset
join staged_row s on s.file_id = l.file_id
where s.rid not in (select d.rid from found d join rule r on r.code = d.rule where r.level = 'error')
order by s.rid
