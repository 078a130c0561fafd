-- name: whistle_rule_theme_unlisted()
-- Themes that the region's table does not list.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'theme_unlisted' as rule, 'theme' as col, s.theme as value,
    (select string_agg(name, '、' order by seq) from whistle_theme_word) as detail
from staged_whistle s
where s.theme is not null and not exists (from whistle_theme_word t where t.name = s.theme)
order by s.rid
