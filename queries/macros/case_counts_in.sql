-- name: case_counts_in(measure, any_month, month, due_month, disposed_month, closed_month, is_filed, is_due, is_closed, is_on_time, is_disposed, is_reworked, is_rated, is_satisfied, is_located, is_joint, is_open, is_overdue)
-- The month in which a case counts for a measure, null where it does not count; of a state, which has no month, any_month.
-- returns: month INTEGER
case measure
    when 'received' then month
    when 'filed' then case when is_filed then month end
    when 'located' then case when is_located then month end
    when 'joint' then case when is_joint then month end
    when 'due' then case when is_due then due_month end
    when 'closed' then case when is_due and is_closed then due_month end
    when 'closed_on_time' then case when is_due and is_on_time then due_month end
    when 'disposed' then case when is_disposed then disposed_month end
    when 'work_minutes' then case when is_disposed then disposed_month end
    when 'reworked' then case when is_disposed and is_reworked then disposed_month end
    when 'rated' then case when is_rated then closed_month end
    when 'satisfied' then case when is_rated and is_satisfied then closed_month end
    when 'open' then case when is_open then any_month end
    when 'overdue' then case when is_open and is_overdue then any_month end
end
