-- name: rule_unknown_class()
-- Pairs of class and sub-class that the table of classes does not know.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'unknown_class' as rule, 'subclass_name' as col,
    s.class_name || ' / ' || s.subclass_name as value, null::varchar as detail
from staged_incident s
where
    s.class_name is not null
    and s.subclass_name is not null
    and not exists (
        from incident_class c where c.class_name = s.class_name and c.subclass_name = s.subclass_name
    )
order by s.rid
