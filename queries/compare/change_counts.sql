-- name: change_counts()
-- How many rows of each data set are new, differ, or are there no more.
-- returns: dataset VARCHAR, change VARCHAR, n BIGINT
select dataset, change, count(*) as n
from changed
group by dataset, change
order by dataset, change
