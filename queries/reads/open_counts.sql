-- name: open_counts()
-- Rows of each data set that is given out.
-- returns: dataset VARCHAR, n BIGINT
select 'incidents' as dataset, count(*) as n from incident
union all
select 'whistles', count(*) from whistle
union all
select 'whistle_departments', count(*) from whistle_department
union all
select 'units', count(*) from unit
order by dataset
