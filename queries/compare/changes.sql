-- name: changes(dataset)
-- Keys that are in one of two releases only, or in both with another content.
-- returns: dataset VARCHAR, key VARCHAR, change VARCHAR
with printed as (
    select side, key, hash(*columns(* exclude (side, key, file_id, "row"))) as print
    from told
)
select
    cast($dataset as varchar) as dataset,
    key,
    case when count(*) > 1 then 'changed' when any_value(side) = 'new' then 'added' else 'gone' end as change
from printed
group by key
having count(*) = 1 or min(print) <> max(print)
order by key
