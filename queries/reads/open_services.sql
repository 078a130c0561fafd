-- name: open_services()
-- The classes and sub-classes that accepted cases have.
-- returns: family VARCHAR, class_code VARCHAR, class_name VARCHAR, subclass_name VARCHAR
select distinct family, class_code, class_name, subclass_name
from incident
where class_code is not null
order by class_code, subclass_name
