-- name: rule_markup_text()
-- Texts with tags, scripts or entities of a web page.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'markup_text' as rule, col, left(value, 80) as value, null::varchar as detail
from odd_text
where regexp_matches(
    value,
    '(?i)<\s*/?\s*(script|style|img|iframe|svg|div|span|table|tbody|tr|td|th|ul|li|font|body|html|head|link|meta|object|embed|form'
    || '|input|button|video|audio|br|hr|center|strong|em|pre|code|h[1-6])\b'
    || '|</?[abipsu]\s*/?>|<a\s+href|<!--|<!\[cdata|javascript:|&(lt|gt|nbsp|amp|quot|#[0-9]+|#x[0-9a-f]+);'
)
order by rid, col
