-- name: rule_control_character()
-- Texts with characters that nobody sees: control codes, marks of direction, blanks of no width.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    rid, 'control_character' as rule, col,
    left(regexp_replace(value, '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]', '·', 'g'), 80)
        as value,
    null::varchar as detail
from odd_text
where regexp_matches(value, '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]')
order by rid, col
