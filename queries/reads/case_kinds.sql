-- name: case_kinds()
-- Classes and sub-classes that occur among the cases, with how many there are.
-- returns: family VARCHAR, class_code VARCHAR, class_name VARCHAR, subclass_name VARCHAR, n BIGINT
select family, class_code, class_name, subclass_name, count(*) as n
from incident
group by family, class_code, class_name, subclass_name
order by family desc, class_code, n desc, subclass_name
