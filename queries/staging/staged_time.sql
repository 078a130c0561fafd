-- name: staged_time(tz)
-- Every time (a column ending in _at) of every staged row, one row each, as local time of the region; `moment` is null
-- where it is no time.
-- returns: rid INTEGER, col VARCHAR, step INTEGER, value VARCHAR, day_only BOOLEAN, moment TIMESTAMP
with given as (
    from (unpivot (select rid, columns('_at$') from staged_incident) on columns('_at$') into name col value value)
    union all
    from (unpivot (select rid, columns('_at$') from staged_event) on columns('_at$') into name col value value)
    union all
    from (unpivot (select rid, columns('_at$') from staged_whistle) on columns('_at$') into name col value value)
),
parsed as (
    select
        rid,
        col,
        value,
        coalesce(
            -- The common case first; a zone offset must not be read as local time.
            case
                when length(value) <= 19 and not contains(value, 'Z') and not contains(value, '+')
                    then try_cast(value as timestamp)
            end,
            case
                when regexp_matches(value, ':[0-9.:]*(Z|[+-][0-9]{2}:?[0-9]{2})$')
                    then timezone($tz, try_cast(value as timestamptz))
                when regexp_full_match(value, '20[0-9]{6}') then try_strptime(value, '%Y%m%d')
                when regexp_full_match(value, '20[0-9]{10}') then try_strptime(value, '%Y%m%d%H%M')
                when regexp_full_match(value, '20[0-9]{12}') then try_strptime(value, '%Y%m%d%H%M%S')
                -- A spreadsheet's day number in a cell without a date format.
                when regexp_full_match(value, '[34567][0-9]{4}(\.[0-9]+)?')
                    then date_trunc('second',
                        timestamp '1899-12-30' + to_milliseconds(cast(cast(value as double) * 86400000 + 500 as bigint)))
                else try_cast(
                    rtrim(regexp_replace(regexp_replace(regexp_replace(
                        value, '[年月./]', '-', 'g'), '日\s*', ' ', 'g'), '[时点分]', ':', 'g'), ' :秒') as timestamp)
            end
        ) as moment
    from given
)
select
    rid,
    col,
    case col
        when 'received_at' then 1 when 'filed_at' then 2 when 'dispatched_at' then 3 when 'responded_at' then 4
        when 'disposed_at' then 5 when 'closed_at' then 6 else 0
    end as step,
    value,
    not contains(value, ':') and not contains(value, '时') and not contains(value, '点') and length(value) <= 11 as day_only,
    -- 'inf' is a time to DuckDB, and to nobody else.
    case when isfinite(moment) then moment end as moment
from parsed
order by rid, step
