-- name: delivery()
-- Deliveries that the release rests on, in order: of two rows about the same thing the one of the later delivery stands.
-- returns: delivery_no INTEGER, delivery_id VARCHAR, received_at TIMESTAMP, received_by VARCHAR, note VARCHAR, mode VARCHAR,
--   is_demo BOOLEAN, n_files INTEGER
select delivery_no, delivery_id, received_at, received_by, note, mode, is_demo, n_files
from delivery_word
order by delivery_no
