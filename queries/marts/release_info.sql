-- name: release_info()
-- What the release says about itself.
-- returns: key VARCHAR, value VARCHAR
select cast(key as varchar) as key, cast(value as varchar) as value
from info_frame
order by key
