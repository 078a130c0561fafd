-- name: check_replaced()
-- A row is replaced by a later delivery only, and by a row that the release still tells of.
-- returns: detail VARCHAR
with told as (
    select file_id, source_row as row from incident
    union all
    select file_id, source_row from flow_event
    union all
    select file_id, source_row from whistle_department
    union all
    -- Of an event that came twice both tellings may turn out to be impossible.
    select file_id, row from rejected_row
),
replaced as (
    select r.*, f.delivery_no, b.delivery_no as by_delivery_no, f.name, f.department, f.dataset, b.department as by_department,
        b.dataset as by_dataset
    from replaced_row r
    join source_file f on f.file_id = r.file_id
    left join source_file b on b.file_id = r.by_file_id
)
select r.name || ' #' || r.row || ' by file ' || coalesce(cast(r.by_file_id as varchar), '?') || ' #'
    || coalesce(cast(r.by_row as varchar), '-') as detail
from replaced r
left join told t on t.file_id = r.by_file_id and t.row = r.by_row
where
    r.by_delivery_no is null
    or r.by_delivery_no <= r.delivery_no
    or (r.department, r.dataset) is distinct from (r.by_department, r.by_dataset)
    or (r.by_row is not null and t.row is null)
order by detail
limit 50
