-- name: odd_code()
-- Community codes that are none, with what is wrong with them and what unit of another level they are.
-- returns: rid INTEGER, value VARCHAR, fault VARCHAR, detail VARCHAR
with given as (
    select rid, community_code as value from staged_incident
    union all
    select rid, community_code from staged_whistle
),
unknown as (
    select g.rid, g.value
    from given g
    anti join unit u on u.level = 'community' and u.code = g.value
    where g.value is not null
),
-- A street or county as the register writes it, with or without the zeros of its level; a grid with its three digits.
above as (
    select u.code as written, min(u.name) as name
    from (
        select level, code, name from unit where level in ('city', 'county', 'street', 'grid')
        union all
        select level, rpad(code, 12, '0'), name from unit where level in ('city', 'county', 'street')
    ) u
    group by u.code
)
select
    k.rid, k.value,
    case
        when is_placeholder(k.value) then 'placeholder_text'
        when regexp_full_match(k.value, '[0-9]+\.[0-9]+|[0-9](\.[0-9]+)?[eE]\+?[0-9]+') then 'code_as_number'
        when regexp_full_match(k.value, '[0-9]+') and a.written is not null then 'code_other_level'
        when regexp_full_match(k.value, '[0-9]+') and length(k.value) <> 12 then 'code_length'
        when regexp_full_match(k.value, '[0-9]+') then 'unknown_community'
        when regexp_full_match(k.value, '[0-9０-９\s　''’`‘"“”.,，、·_-]*') then 'code_spaced'
        else 'unknown_community'
    end as fault,
    coalesce(a.name, cast(length(k.value) as varchar)) as detail
from unknown k
left join above a on a.written = k.value
order by k.rid
