-- name: whistle_counts_in(measure, any_month, month, due_month, closed_month, is_due, is_solved, is_rated, is_satisfied, is_open, is_overdue)
-- The month in which a whistle counts for a measure, null where it does not count; of a state, any_month.
-- returns: month INTEGER
case measure
    when 'whistles' then month
    when 'whistle_due' then case when is_due then due_month end
    when 'whistle_solved' then case when is_due and is_solved then due_month end
    when 'whistle_rated' then case when is_rated then closed_month end
    when 'whistle_satisfied' then case when is_rated and is_satisfied then closed_month end
    when 'whistle_open' then case when is_open then any_month end
    when 'whistle_overdue' then case when is_open and is_overdue then any_month end
end
