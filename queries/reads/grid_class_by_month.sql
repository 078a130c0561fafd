-- name: grid_class_by_month(grid_code, month_from, month_to)
-- Cases received of each class in one grid, month by month, from the cases themselves.
-- returns: month INTEGER, family VARCHAR, class_code VARCHAR, class_name VARCHAR, received BIGINT
select month, family, class_code, class_name, count(*) as received
from incident
where
    -- The table is sorted by community: its code prunes what is read.
    community_code = $grid_code[:12] and grid_code = $grid_code and month between $month_from and $month_to
group by month, family, class_code, class_name
order by class_code, month
