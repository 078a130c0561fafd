-- name: case_channels()
-- Ways in which the cases came in.
-- returns: channel VARCHAR, n BIGINT
select channel, count(*) as n
from incident
where channel is not null
group by channel
order by n desc, channel
