-- name: is_placeholder(value)
-- Whether a cell holds a word that stands for nothing: 无, 不详, N/A, a dash, a date of zeros.
-- returns: is_placeholder BOOLEAN
regexp_full_match(
    value,
    '(?i)\s*(无|没有|不详|未知|未填|未录入|暂无|暂缺|待定|待补|待核|空|空白|[-—–_/\\.*#?？、~～]+|n/?a|#n/?a|null|\(null\)|none|nil|nan|undefined|0000[-/]00[-/]00.*)\s*'
)
