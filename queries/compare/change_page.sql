-- name: change_page(dataset, change, limit, offset)
-- Keys of one data set and kind of change, page by page.
-- returns: key VARCHAR
select key
from changed
where dataset = $dataset and change = $change
order by key
limit $limit offset $offset
