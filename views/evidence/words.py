"""What each measure counts, in words, and the names that a list of rows needs, in both languages."""

from __future__ import annotations

from views.names import Lang

Pair = tuple[str, str]

# The same conditions as in queries/macros/*_counts_in.sql, for people.
MEASURE_WORDS: dict[str, Pair] = {
    "received": (
        "时段内受理的案件，按受理日所在月计",
        "Cases received in the period, by the month of receipt",
    ),
    "filed": ("时段内受理且已立案的案件", "Cases received in the period that were filed"),
    "located": ("时段内受理且能落到网格的案件", "Cases received in the period that fall in a grid"),
    "joint": ("时段内受理且由多部门联合处置的案件", "Cases received in the period with joint departments"),
    "due": (
        "已立案、未作废、时限在数据日之前到期的案件，按到期日所在月计",
        "Cases filed, not void, due by the data date, by the month in which they were due",
    ),
    "closed": ("应结案件中截至数据日已结案的", "Of the cases due, those closed by the data date"),
    "closed_on_time": ("应结案件中在时限之内结案的", "Of the cases due, those closed within their limit"),
    "disposed": ("时段内处置完毕的案件，按处置日所在月计", "Cases disposed in the period, by that month"),
    "work_minutes": (
        "处置完毕的案件从立案到处置所用的工作时间（分钟），扣除挂起时间",
        "Working minutes from filing to disposal of the cases disposed, net of suspension",
    ),
    "reworked": ("处置完毕的案件中被退回返工过的", "Of the cases disposed, those sent back for rework"),
    "rated": (
        "已结案且有评价的案件，按结案日所在月计",
        "Cases closed and rated, by the month in which they were closed",
    ),
    "satisfied": ("已评价案件中评价为 4 分及以上的", "Of the cases rated, those rated 4 or 5"),
    "open": (
        "数据日已立案、未结案、未作废的案件",
        "Cases filed and neither closed nor void on the data date",
    ),
    "overdue": ("在办案件中时限已到期的", "Of the open cases, those past their limit"),
    "whistles": ("时段内吹响的哨单，按吹哨日所在月计", "Whistles blown in the period, by that month"),
    "called": (
        "哨单召集的部门次，应报到时间在数据日之前，按应报到月计；作废哨单不计",
        "Departments called by whistles whose report was due by the data date; void whistles left out",
    ),
    "reported": ("应报到部门次中按时报到的", "Of the departments due to report, those that did so in time"),
    "whistle_due": (
        "时限在数据日之前到期的哨单，按到期月计；作废哨单不计",
        "Whistles due by the data date, by the month in which they were due; void ones left out",
    ),
    "whistle_solved": ("应办结哨单中已经解决的", "Of the whistles due, those solved"),
    "whistle_rated": (
        "已办结且有评价的哨单，按办结月计",
        "Whistles closed and rated, by the month of closing",
    ),
    "whistle_satisfied": ("已评价哨单中评价为 4 分及以上的", "Of the whistles rated, those rated 4 or 5"),
    "whistle_open": ("数据日仍在办的哨单", "Whistles open on the data date"),
    "whistle_overdue": ("在办哨单中时限已到期的", "Of the open whistles, those past their limit"),
    "population": (
        "2020 年人口普查常住人口，按示意网格分配",
        "Resident population (census 2020), shared out over schematic grids",
    ),
    "area_km2": ("按图计算的面积（平方公里）", "Area in km², computed from the map"),
    "n_grids": ("单元内的网格数", "Number of grids in the unit"),
}

# What is in the denominator without being in the numerator.
MISSED_NAMES: dict[str, Pair] = {
    "filed": ("未立案", "not filed"),
    "located": ("未落到网格", "not in a grid"),
    "joint": ("单一部门", "one department only"),
    "closed": ("未结案", "not closed"),
    "closed_on_time": ("未按期结案", "not closed on time"),
    "reworked": ("未返工", "not reworked"),
    "satisfied": ("评价不满意", "not satisfied"),
    "overdue": ("在办未超期", "open within the limit"),
    "reported": ("未按时报到", "not reported in time"),
    "whistle_solved": ("未解决", "not solved"),
    "whistle_satisfied": ("评价不满意", "not satisfied"),
    "whistle_overdue": ("在办未超期", "open within the limit"),
}

STATE_NAMES: dict[str, Pair] = {
    "received": ("待立案", "to be filed"),
    "filed": ("已立案", "filed"),
    "dispatched": ("已派遣", "dispatched"),
    "disposing": ("处置中", "in hand"),
    "feedback": ("待核查", "to be checked"),
    "closed": ("已结案", "closed"),
    "void": ("已作废", "void"),
    "blown": ("已吹哨", "blown"),
    "managed": ("已受理", "managed"),
    "reported": ("已报到", "reported in"),
    "verifying": ("核查中", "verifying"),
    "lead": ("主责", "lead"),
    "joint": ("协同", "joint"),
}

STANDING_NAMES: dict[str, Pair] = {
    "open": ("在办", "open"),
    "overdue": ("超期在办", "overdue"),
    "late": ("应结未按期", "due, not closed in time"),
}

FAMILY_NAMES: dict[str, Pair] = {"event": ("事件", "events"), "component": ("部件", "components")}

COLUMN_NAMES: dict[str, Pair] = {
    "case_no": ("案号", "Case"),
    "whistle_no": ("哨单号", "Whistle"),
    "class_name": ("大类", "Class"),
    "subclass_name": ("小类", "Sub-class"),
    "theme": ("主题", "Theme"),
    "title": ("标题", "Title"),
    "place": ("所在地", "Place"),
    "county": ("属地", "County"),
    "zone": ("管理", "Zone"),
    "category": ("类别", "Category"),
    "received_at": ("受理", "Received"),
    "blown_at": ("吹哨", "Blown"),
    "called_at": ("召集", "Called"),
    "report_due_at": ("应报到", "Report due"),
    "reported_at": ("报到", "Reported"),
    "due_at": ("时限", "Due"),
    "disposed_at": ("处置", "Disposed"),
    "closed_at": ("结案", "Closed"),
    "late_hours": ("超时（小时）", "Late (h)"),
    "work_hours": ("处置工时（小时）", "Working hours"),
    "satisfaction": ("评价", "Rating"),
    "department": ("部门", "Department"),
    "blown_by": ("吹哨单位", "Blown by"),
    "role": ("角色", "Role"),
    "n_departments": ("召集部门", "Departments"),
    "state": ("状态", "State"),
    "overdue": ("超期", "Overdue"),
    "code": ("代码", "Code"),
    "name": ("单元", "Unit"),
    "population": ("常住人口", "Residents"),
    "area_km2": ("面积 km²", "Area km²"),
    "n_grids": ("网格数", "Grids"),
}

NOTE_NAMES: dict[str, Pair] = {
    "stale": ("数据过期", "Not up to date"),
    "marking": ("标记", "Marking"),
    "figure": ("指标", "Figure"),
    "definition": ("定义", "Definition"),
    "rows": ("明细", "Rows"),
    "unit": ("单元", "Unit"),
    "membership": ("统计口径", "Counted by"),
    "period": ("时段", "Period"),
    "data_date": ("数据截至", "Data to"),
    "release": ("数据版本", "Release"),
    "definitions": ("指标定义版本", "Definitions"),
}

MARKING: Pair = ("内部使用", "Internal use")
DEMO: Pair = ("演示数据", "Demo data")
UNKNOWN: Pair = ("未定位", "not located")
MEMBERSHIPS: dict[str, Pair] = {"zone": ("管理", "managed zones"), "county": ("属地", "counties")}


def word(pair: Pair, lang: Lang) -> str:
    """The word of a pair that the language wants."""
    return pair[0 if lang == "zh" else 1]
