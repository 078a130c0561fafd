-- name: months_available()
-- First and last month of the data, as year * 12 + month - 1.
-- returns: month_from INTEGER, month_to INTEGER
with days as (
    select
        (select cast(value as date) from release_info where key = 'data_from') as first_day,
        (select cast(value as date) from release_info where key = 'data_to') as last_day
)
select
    cast(year(first_day) * 12 + month(first_day) - 1 as integer) as month_from,
    cast(year(last_day) * 12 + month(last_day) - 1 as integer) as month_to
from days
order by month_from
