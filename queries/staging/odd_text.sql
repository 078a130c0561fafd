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
        '^\s*[=＝@＠+-]|[<〔|]|&[#a-z]|(?i:javascript:)|\?\?\?\?|锟斤|烫烫烫|屯屯屯|[亾尯楅鍙鍖鏉鍘鎵簾掗鍗闃潙硶鍦悎冨楀鍩柦戝幆鏂闀晣鏈鍥鍚鍏屾闂鍨傚鏀鐜鏃泭簮戠熷鍛欏鐢棬囨煄氭満敓闄佸緳鏋憳冭婂壇瀮湴嗚楄夊岃湡閬熻洜鎶鍐闈犳潰樻皯堟欐閲粨鍔栧戜皬鎹鐭曢鍜犲墽畞呮珯畻鍑鍫睙銆鐨鏄鎴]'
        || '|[\x{80}-\x{FF}][\x{80}-\x{FF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]'
        || '|[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}\x{FFFD}\x{E000}-\x{F8FF}]'
    )
order by rid, col
