-- name: last_rule_near_duplicate()
-- Cases of one sub-class within 10 minutes and 50 metres of an earlier one. A day without a time is no moment; of the rows
-- before, the three last are looked at.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select
        t.rid, t.class_name, t.subclass_name, t.case_no, t.received_local as moment,
        p.lon, p.lat
    from typed t
    join placement p on p.rid = t.rid
    where
        p.placed_by = 'point'
        and p.lon is not null
        and cast(t.received_local as time) <> time '00:00:00'
        and t.rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error' or r.code = 'duplicate_content')
),
before as (
    select
        rid, case_no, moment, lon, lat,
        [lag(rid, 1) over same, lag(rid, 2) over same, lag(rid, 3) over same] as rids,
        [lag(moment, 1) over same, lag(moment, 2) over same, lag(moment, 3) over same] as moments
    from good
    window same as (partition by class_name, subclass_name order by moment, rid)
),
pairs as (
    select rid, case_no, moment, lon, lat, unnest(rids) as other, unnest(moments) as other_moment
    from before
    where moment - moments[1] <= interval '10 minutes'
),
near as (
    select
        p.rid, p.case_no, p.other, date_diff('minute', p.other_moment, p.moment) as minutes,
        sqrt(pow((p.lon - o.lon) * 111320 * cos(radians(p.lat)), 2) + pow((p.lat - o.lat) * 110574, 2)) as metres
    from pairs p
    join good o on o.rid = p.other
    where p.moment - p.other_moment <= interval '10 minutes' and o.case_no <> p.case_no
)
select
    n.rid, 'near_duplicate' as rule, 'case_no' as col, n.case_no as value,
    f.name || ' #' || cast(t.source_row as varchar) || ' (' || cast(cast(n.metres as integer) as varchar) || ' m, '
        || cast(n.minutes as varchar) || ' min)' as detail
from (select rid, case_no, arg_min(other, metres) as other, min(metres) as metres, arg_min(minutes, metres) as minutes
    from near where metres <= 50 group by rid, case_no) n
join typed t on t.rid = n.other
join received f on f.file_id = t.file_id
order by n.rid
