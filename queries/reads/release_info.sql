-- name: release_info()
-- What the release says about itself.
-- returns: key VARCHAR, value VARCHAR
select key, value
from release_info
order by key
