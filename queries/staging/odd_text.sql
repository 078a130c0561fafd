-- name: odd_text()
-- Free texts and numbers of cases that a rule about texts may find fault with: everything else is looked at once, here.
-- returns: rid INTEGER, col VARCHAR, value VARCHAR
with given as (
    from (unpivot (
        select rid, case_no, title, address, channel, handler, joint_departments from staged_incident
    ) on columns(* exclude (rid)) into name col value value)
    union all
    from (unpivot (
        select rid, case_no, actor, note from staged_event
    ) on columns(* exclude (rid)) into name col value value)
    union all
    from (unpivot (
        select rid, whistle_no, case_no, title, source, blown_by from staged_whistle
    ) on columns(* exclude (rid)) into name col value value)
)
select rid, col, value
from given
where
    length(value) > 64
    or regexp_matches(
        value,
        '^\s*[=＝@＠+-]|[<〔|]|&[#a-z]|(?i:javascript:)|\?\?\?\?|锟斤|烫烫烫|屯屯屯|[锛銆鐨鏄鍦鍙鎴鍏鍨鏉鐢]'
        || '|[\x{80}-\x{FF}][\x{80}-\x{FF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]'
        || '|[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}\x{FFFD}\x{E000}-\x{F8FF}]'
    )
order by rid, col
