-- name: error_row()
-- Rows that an error rejects.
-- returns: rid INTEGER
select distinct d.rid
from found d
join rule r on r.code = d.rule
where r.level = 'error'
order by d.rid
