-- name: case_fits(class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on, title, case_no, classes, subclass, sender, way, states, day, words)
-- Whether a case is one that the filter of a screen asks for; what the filter leaves null it does not ask.
-- returns: fits BOOLEAN
(cast(classes as varchar[]) is null or list_contains(classes, class_code))
and (cast(subclass as varchar) is null or subclass_name = subclass)
and (cast(sender as varchar) is null or department = sender)
and (cast(way as varchar) is null or channel = way)
and (
    cast(states as varchar[]) is null
    or list_contains(states, state)
    or (list_contains(states, 'open') and is_open)
    or (list_contains(states, 'overdue') and is_overdue)
    or (list_contains(states, 'late') and is_due and not is_on_time)
)
and (cast(day as date) is null or received_on = cast(day as date))
and (
    cast(words as varchar) is null
    or contains(title, words)
    -- Nobody looks for a case's number without a letter or digit of it: then a million numbers need not be read.
    or (regexp_matches(words, '[0-9A-Za-z]') and contains(case_no, upper(words)))
)
