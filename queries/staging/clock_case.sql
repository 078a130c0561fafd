-- name: clock_case(tz)
-- What the clock of work needs of every accepted case; times are local seconds since 1970.
-- returns: rid INTEGER, county_no INTEGER, limit_no INTEGER, is_filed BOOLEAN, is_void BOOLEAN,
--   is_closed BOOLEAN, begun BIGINT, disposed BIGINT, closed BIGINT, due BIGINT
select
    t.rid,
    coalesce(n.county_no, 0) as county_no,
    coalesce(l.limit_no, -1) as limit_no,
    t.filed_at is not null as is_filed,
    t.state = 'void' or v.case_rid is not null as is_void,
    t.state = 'closed' and v.case_rid is null as is_closed,
    epoch_us(timezone($tz, timezone('UTC', coalesce(t.filed_at, t.received_at)))) // 1000000 as begun,
    epoch_us(timezone($tz, timezone('UTC', t.disposed_at))) // 1000000 as disposed,
    epoch_us(timezone($tz, timezone('UTC', t.closed_at))) // 1000000 as closed,
    epoch_us(timezone($tz, timezone('UTC', t.due_at))) // 1000000 as due
from typed t
join placement p on p.rid = t.rid
left join unit c on c.level = 'community' and c.code = p.community_code
left join case_county n on n.county_code = c.county_code
left join case_limit l on l.class_code = t.class_code and l.subclass_name = t.subclass_name
left join (select distinct case_rid from case_event where kind = 'void') v on v.case_rid = t.rid
where t.rid not in (from error_row)
order by t.rid
