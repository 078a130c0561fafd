-- name: call_counts_in(measure, report_due_month, is_called, is_reported_on_time)
-- The month in which a department that a whistle called counts for a measure, null where it does not count.
-- returns: month INTEGER
case measure
    when 'called' then case when is_called then report_due_month end
    when 'reported' then case when is_called and is_reported_on_time then report_due_month end
end
