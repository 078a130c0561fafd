-- name: open_whistles()
-- Accepted whistles as they leave the house: codes, words of lists, times (UTC); no text that somebody wrote.
-- returns: whistle_id VARCHAR, whistle_no VARCHAR, theme_code VARCHAR, incident_id VARCHAR, state VARCHAR,
--   blown_at TIMESTAMP, managed_at TIMESTAMP, disposed_at TIMESTAMP, verified_at TIMESTAMP,
--   closed_at TIMESTAMP, due_at TIMESTAMP, n_departments INTEGER, is_solved BOOLEAN, satisfaction INTEGER,
--   is_overdue BOOLEAN, community_code VARCHAR, street_code VARCHAR, county_code VARCHAR, zone_code VARCHAR,
--   category VARCHAR
select
    whistle_id, whistle_no, theme_code, incident_id, state, blown_at, managed_at, disposed_at, verified_at, closed_at,
    due_at, n_departments, is_solved, satisfaction, is_overdue, community_code, street_code, county_code, zone_code,
    category
from whistle
order by blown_at, whistle_id
