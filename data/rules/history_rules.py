"""Rules about a file as a whole: what its rows say together, beside the earlier files of the same department."""

from __future__ import annotations

from data.problems import Rule

HISTORY_RULES: tuple[Rule, ...] = (
    Rule("volume_drop", "file", "warning",
         "数量骤降：每天 {value} 行，以往每天 {detail} 行", "A sudden drop: {value} rows a day, {detail} a day in earlier files",
         "确认没有漏报；确属减少的无需处理", "Make sure that nothing is missing; nothing to do if it is so"),
    Rule("volume_jump", "file", "warning",
         "数量骤增：每天 {value} 行，以往每天 {detail} 行", "A sudden jump: {value} rows a day, {detail} a day in earlier files",
         "确认没有重复报送；确属增加的无需处理", "Make sure that nothing came twice; nothing to do if it is so"),
    Rule("days_missing", "file", "warning",
         "{value} 连续 {detail} 天一行也没有", "Not one row for {detail} days: {value}",
         "确认这段时间没有漏报", "Make sure that these days were not left out"),
    Rule("blank_jump", "file", "warning",
         "“{column}”空缺骤增：{value}，以往 {detail}", "“{column}” is suddenly blank: {value}, {detail} in earlier files",
         "确认导出时这一列没有丢失", "Make sure that the column was not lost in the export"),
    Rule("column_blank", "file", "note",
         "“{column}”整列为空", "“{column}” is blank from top to bottom",
         "确认导出时这一列没有丢失；确实没有的可不报这一列", "Make sure it was not lost; leave the column out if there is none"),
    Rule("many_rejected", "file", "warning",
         "{value} 的行被退回，多数出在“{column}”", "{value} of the rows are held back, most for “{column}”",
         "多半是导出方式的问题，先整列改正再重新报送", "Probably the export is at fault: mend the whole column and send again"),
    Rule("point_repeated", "file", "warning",
         "{detail} 行用了同一个坐标 {value}，像是默认位置", "{detail} rows share the point {value}, which looks like a default",
         "采集不到坐标的留空，不要填单位所在地", "Leave the point empty if unknown; do not give the office's own"),
)  # fmt: skip
