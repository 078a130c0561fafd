"""Rules that only the files of case events are held to."""

from __future__ import annotations

from data.problems import Rule

# Faults of `governance.life_cycle` that make an event impossible: its row is rejected.
SEQUENCE_RULES = (
    Rule("sequence_missing_start", "row", "error",
         "“{value}”在案卷受理之前", "“{value}” comes before the case was received",
         "核对“{column}”", "Check “{column}”"),
    Rule("sequence_repeated", "row", "error",
         "“{value}”已经办过，没有重办的缘由", "“{value}” was done before and nothing sent the case back",
         "删除重复的一行，或补报中间的环节", "Remove the repeated row or send the steps between"),
    Rule("sequence_backwards", "row", "error",
         "办到“{detail}”时不能“{value}”", "“{value}” cannot follow the stage “{detail}”",
         "按立案、派遣、处置、反馈、核查、结案的先后核对", "Check it against the life cycle"),
    Rule("sequence_after_end", "row", "error",
         "案卷已经了结，其后不能“{value}”", "The case had ended; “{value}” cannot come after",
         "核对“{column}”和案卷编号", "Check “{column}” and the case number"),
    Rule("sequence_not_at_work", "row", "error",
         "案卷不在办理中（{detail}），不能“{value}”", "The case was not being worked on ({detail}): no “{value}”",
         "延期、挂起只能在立案之后、处置完成之前", "Extension and suspension belong between filing and disposal"),
    Rule("sequence_suspended_twice", "row", "error",
         "案卷已挂起，不能再次“{value}”", "The case was suspended already: no second “{value}”",
         "补报“恢复”，或删除这一行", "Send the resumption, or remove this row"),
    Rule("sequence_not_suspended", "row", "error",
         "案卷没有挂起，谈不上“{value}”", "The case was not suspended: no “{value}”",
         "补报“挂起”，或删除这一行", "Send the suspension, or remove this row"),
    Rule("sequence_moved_while_suspended", "row", "warning",
         "挂起期间“{value}”；按此时恢复计", "“{value}” while suspended; counted as resumed then",
         "补报“恢复”的时间", "Send the time of resumption"),
    Rule("sequence_skipped", "row", "note",
         "“{value}”之前缺少环节", "Steps before “{value}” are missing",
         "能补则补", "Add them if you can"),
)  # fmt: skip

EVENT_RULES = (
    Rule("unknown_case", "row", "error",
         "没有编号为 {value} 的案卷", "There is no case numbered {value}",
         "先报送该案卷，或改正“{column}”", "Send the case itself, or correct “{column}”"),
    Rule("duplicate_event", "row", "error",
         "与 {detail} 是同一件事", "The same as {detail}",
         "删除重复的行", "Remove the repeated row"),
    Rule("extension_open", "row", "error",
         "延期没有写明“{column}”", "An extension without “{column}”",
         "补填新的办理时限", "Fill in the new limit"),
    *SEQUENCE_RULES,
)  # fmt: skip
