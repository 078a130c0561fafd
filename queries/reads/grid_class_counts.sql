-- name: grid_class_counts(grid_code, month_from, month_to)
-- Cases received of each class in one grid, from the cases themselves.
-- returns: family VARCHAR, class_code VARCHAR, class_name VARCHAR, received BIGINT
select family, class_code, class_name, count(*) as received
from incident
where
    -- The table is sorted by community: its code prunes what is read.
    community_code = $grid_code[:12] and grid_code = $grid_code and month between $month_from and $month_to
group by family, class_code, class_name
order by received desc, class_code
