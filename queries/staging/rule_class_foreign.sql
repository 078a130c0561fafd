-- name: rule_class_foreign()
-- Cases of a class that the table of classes gives to another department.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'class_foreign' as rule, 'subclass_name' as col,
    s.class_name || ' / ' || s.subclass_name as value, null::varchar as detail
from staged_incident s
join received f on f.file_id = s.file_id
join incident_class c on c.class_name = s.class_name and c.subclass_name = s.subclass_name
where c.department <> f.department
order by s.rid
