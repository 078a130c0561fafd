-- name: rule_garbled_text()
-- Texts read in another encoding than they were written in: replacement characters, Latin letters for Chinese ones, the
-- Chinese ones that UTF-8 turns into when it is taken for GBK.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'garbled_text' as rule, col, left(value, 80) as value, null::varchar as detail
from odd_text
where
    regexp_matches(
        value,
        '[\x{FFFD}\x{E000}-\x{F8FF}]|锟斤|烫烫烫|屯屯屯|\?\?\?\?|[\x{80}-\x{FF}]{4}'
        || '|([\x{C2}-\x{EF}][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}){2}'
    )
    or length(regexp_replace(value, '[^亾尯楅鍙鍖鏉鍘鎵簾掗鍗闃潙硶鍦悎冨楀鍩柦戝幆鏂闀晣鏈鍥鍚鍏屾闂鍨傚鏀鐜鏃泭簮戠熷鍛欏鐢棬囨煄氭満敓闄佸緳鏋憳冭婂壇瀮湴嗚楄夊岃湡閬熻洜鎶鍐闈犳潰樻皯堟欐閲粨鍔栧戜皬鎹鐭曢鍜犲墽畞呮珯畻鍑鍫睙銆鐨鏄鎴]', '', 'g')) >= 2
order by rid, col
