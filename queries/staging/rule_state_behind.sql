-- name: rule_state_behind()
-- States that are behind the times of the row: closed by its time, open by its state.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with given as (
    select
        s.rid, s.file_id, s.state,
        case
            when w.state in ('received', 'filed', 'dispatched', 'disposing', 'feedback') and s.closed_at is not null then 'closed_at'
            when w.state in ('received', 'filed') and s.disposed_at is not null then 'disposed_at'
            when w.state = 'received' and s.filed_at is not null then 'filed_at'
        end as col,
        s.closed_at, s.disposed_at, s.filed_at
    from staged_incident s
    join received f on f.file_id = s.file_id
    join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
    union all
    select
        s.rid, s.file_id, s.state,
        case when w.state not in ('closed', 'void') and s.closed_at is not null then 'closed_at' end,
        s.closed_at, null, null
    from staged_whistle s
    join received f on f.file_id = s.file_id
    join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
)
select
    rid, 'state_behind' as rule, col,
    case col when 'closed_at' then closed_at when 'disposed_at' then disposed_at else filed_at end as value, state as detail
from given
where col is not null
order by rid
