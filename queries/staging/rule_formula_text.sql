-- name: rule_formula_text()
-- Texts that a spreadsheet would run.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'formula_text' as rule, col, left(value, 80) as value, null::varchar as detail
from odd_text
where
    regexp_matches(value, '^\s*[=＝]\s*[A-Za-z0-9(@+"''$\[-]')
    or regexp_matches(value, '^\s*[@＠+-]\s*[A-Za-z][A-Za-z.]+\s*[(|!]')
    or regexp_matches(value, '^\s*[@＠+-][^|]*\|.*!')
order by rid, col
