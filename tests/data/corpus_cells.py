"""Single cells that are wrong, rule by rule, and cells that look alike and are right."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.data.corpus_base import WORDS, Tally, clock, letter_of, open_case, parsed, point_in
from tests.data.deliveries import Row

Value = str | None | Callable[[Row, random.Random], str | None]


def _written(pattern: str) -> Value:
    """The row's own time in another way of writing."""
    return lambda row, _: parsed(row["received_at"]).strftime(pattern)


def _serial(row: Row, _: random.Random) -> str:
    return f"{(parsed(row['received_at']) - datetime(1899, 12, 30)).total_seconds() / 86_400:.8f}"


def _before(column: str, **delta: float) -> Value:
    return lambda row, _: clock(parsed(row[column]) - timedelta(**delta))


def _mobile(rng: random.Random) -> str:
    return f"1{rng.choice('3456789')}{rng.randrange(10**9):09d}"


def _identity(rng: random.Random) -> str:
    """An identity number with its check digit, of nobody."""
    born = f"{rng.randrange(1940, 2010)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body = f"{rng.randrange(110000, 659000)}{born}{rng.randrange(1000):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _text(before: str, number: Callable[[random.Random], str], after: str = "") -> Value:
    return lambda _, rng: before + number(rng) + after


#: (rule, column, wrong cells, right cells that look alike, rules that may speak as well)
CELLS: tuple[tuple[str, str, tuple[Value, ...], tuple[Value, ...], tuple[str, ...]], ...] = (
    ("not_a_time", "closed_at", ("2026-13-45 09:15:00", "上午九点", "2026-02-30 10:00:00", "20261345",
        "2026年13月5日"), (), ()),
    ("not_a_time", "received_at", ("昨天", "2026-00-10"), (
        _written("%Y/%m/%d %H:%M:%S"), _written("%Y年%m月%d日 %H时%M分%S秒"), _written("%Y%m%d%H%M%S"), _serial,
        _written("%Y-%m-%dT%H:%M:%S+08:00"), _written("%Y.%m.%d %H:%M:%S"),
    ), ()),
    ("not_a_number", "lon", ("东经103度", "103，7962", "经度未采集", "abc", "103.79.62"), (lambda row,
        _: f"{float(str(row['lon'])):.5f}",), ()),
    ("not_an_integer", "rework_count", ("两次", "1.5", "一", "1次"), ("2", "0", "3.00", None), ()),
    ("value_range", "satisfaction", ("9", "0", "6", "-1", "100"), ("1", "2", "3", None), ()),
    ("value_range", "rework_count", ("-1", "150"), ("99",), ()),
    ("unknown_state", "state", ("已完成", "结束", "closed", "已结案。"), (), ()),
    ("unknown_class", "subclass_name", ("外星人", "垃圾", "电梯"), (), ()),
    ("unknown_class", "class_name", ("城建", "市容"), (), ()),
    ("unknown_community", "community_code", ("990101001999", "530302001001", "990102999001", "99010100100A",
        "东门社区"), (None,), ("county_differs", "point_disagrees", "address_differs")),
    ("code_as_number", "community_code", ("9.90101E+11", "9.9e11", lambda row,
        _: f"{row['community_code']}.0", "9.901010010E+11"), (), ()),
    ("code_spaced", "community_code", (
        lambda row, _: f"{str(row['community_code'])[:6]} {str(row['community_code'])[6:]}",
        lambda row, _: f"'{row['community_code']}",
        lambda row, _: str(row["community_code"]).translate(str.maketrans("0123456789",
            "０１２３４５６７８９")),
        lambda row, _: f"{str(row['community_code'])[:9]}-{str(row['community_code'])[9:]}",
    ), (), ()),
    ("code_length", "community_code", (lambda row, _: str(row["community_code"])[:-1], lambda row,
        _: f"{row['community_code']}0", "12", "5303"), (), ()),
    ("code_other_level", "community_code", (
        lambda row, _: f"{str(row['community_code'])[:9]}000", lambda row,
            _: f"{str(row['community_code'])[:6]}000000",
        lambda row, _: str(row["community_code"])[:6], lambda row, _: str(row["community_code"])[:9],
        lambda row, _: f"{row['community_code']}001", "990100000000",
    ), (), ()),
    ("time_impossible", "received_at", ("1899-12-30 00:00:00", "1999-12-31 08:00:00", "0026-03-05 08:30:00",
        "1970-01-01"), (), ()),
    ("time_future", "closed_at", ("2027-01-01 00:00:00", "2026-08-01", "2036-03-05 09:00:00"), (), ()),
    ("time_future", "disposed_at", ("2026-07-02 00:00:00",), (), ("time_order",)),
    ("time_order", "closed_at", (_before("disposed_at", minutes=1), _before("received_at", days=40)),
        (lambda row, _: row["disposed_at"],), ()),
    ("time_order", "filed_at", (_before("received_at", minutes=2),), (lambda row, _: row["received_at"],), ()),
    ("time_order", "due_at", (_before("received_at", days=2), _before("received_at", hours=1)),
        ("2026-12-31 18:00:00",), ()),
    ("life_cycle", "closed_at", (None,), (), ()),
    ("life_cycle", "filed_at", (None,), (), ()),
    ("due_computed", "due_at", (None, " ", "　"), (), ()),
    ("disposed_missing", "disposed_at", (None, " ", "　"), (), ()),
    ("field_count", "__extra", ("半截", "1", "x,y"), (None,), ()),
    ("personal_masked", "title", (
        _text("请联系", _mobile, "，急"), _text("电话：",
            lambda rng: f"{_mobile(rng)[:3]}-{_mobile(rng)[3:7]}-{_mobile(rng)[7:]}"),
        _text("身份证", _identity, "申请低保"), _text("座机0874-", lambda rng: str(rng.randrange(2_000_000,
            9_000_000))),
        _text("来电+86 ", _mobile), _text("找１３９", lambda rng: f"{rng.randrange(10**8):08d}"),
    ), ("订单20260305000123456789未送达", "3月5日13时46分至15时漏水", "坐标103.0412345附近",
        "编号CG2026030500000123", "车牌云D12345，罚款200元"), ()),
    ("personal_masked", "address", (_text("胜利路8号，", _mobile), _text("（0874）",
        lambda rng: str(rng.randrange(2_000_000, 9_000_000)))), ("胜利路13号3栋1单元2801",), ()),
    ("personal_masked", "handler", (_text("执法队", _mobile),), ("执法二队3组",), ()),
    ("key_personal", "case_no", (_text("", _mobile), _text("", _identity), _text("", _mobile)), (
        lambda _, rng: f"530302202603{rng.randrange(10, 29)}{rng.randrange(10**4):04d}", lambda _,
            rng: f"2026{rng.randrange(10**7):07d}",
        lambda _, rng: f"CG1{rng.randrange(3 * 10**9, 9 * 10**9)}",
    ), ()),
    ("formula_text", "title", ('=HYPERLINK("http://example.invalid/","点击")', "=1+1", "@SUM(1+1)*2",
        "+cmd|' /C calc'!A0", " =A1&B1", "＝SUM(A1)", "-cmd|'/c x'!A1"),
     ("-3层漏水", "+1楼道灯坏", "甲=乙不相等", "@物业请处理", "1+1=2单元", "=", "-2楼(东侧)",
         "- 第一条 (急)"), ()),
    ("markup_text", "title", ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>急</b>",
        "路灯&nbsp;不亮", "javascript:alert(1)", "<a href='x'>看</a>", "<!-- x -->", "<br/>第二行"),
     ("宽<3米", "A&B公司门口", "a<b，c>d", "《条例》第3条", "〈通知〉", "3<x<5", "R&D楼; 二层"), ()),
    ("control_character", "title", ("路灯\x07不亮", "路灯\u200b不亮", "路灯\u202e不亮", "路\ufeff灯",
        "路\x1f灯"), ("路灯不亮\n已两天", "路灯\t不亮"), ()),
    ("garbled_text", "title", (
        "路\ufffd\ufffd垃圾", "锟斤拷锟斤拷", "????垃圾????", "路边垃圾".encode().decode("latin-1"),
        "路边垃圾堆放".encode().decode("cp1252", errors="ignore"),
        "路边垃圾，无人清理".encode().decode("gbk", errors="ignore"),
        "路边垃圾".encode("gbk").decode("latin-1"), "\ue123\ue124路",
    ), ("很脏？？", "气温35℃±2", "甲·乙·丙路口", "第§3条", "10²米×3", "×××小区", "café旁", "谁管??",
        "璇玑路鸣锣亭"), ("control_character",)),
    ("text_too_long", "title", ("长" * 2001, "多列粘连 " * 900, "x" * 5000), ("长" * 1999,), ()),
    ("text_too_long", "case_no", (lambda _, rng: "CG" + "".join(rng.choices("0123456789abcdef", k=66)),),
        (lambda _, rng: "CG" + "".join(rng.choices("abcdef", k=60)),), ()),
    ("placeholder_text", "closed_at", ("无", "—", "0000-00-00 00:00:00", "N/A"), (), ()),
    ("placeholder_text", "community_code", ("未知", "无", "/"), (None,), ()),
    ("placeholder_text", "rework_count", ("无", "-", "null"), (None,), ()),
    ("placeholder_text", "case_no", ("无", "待补", "#N/A"), (), ()),
    ("placeholder_text", "lat", ("不详", "none"), (), ()),
    ("coordinate_half", "lat", (None, " "), (), ()),
    ("coordinate_half", "lon", (None, ""), (), ()),
)  # fmt: skip
REQUIRED = ("case_no", "class_name", "subclass_name", "received_at", "state")
OPTIONAL = ("title", "address", "channel", "handler", "joint_departments", "rework_count", "satisfaction")


def add_cells(tally: Tally) -> None:
    """Every wrong cell in a row of its own, with its twins."""
    for rule, column, wrong, right, also in CELLS:
        for value in wrong:
            row = tally.case()
            tally.add_bad(rule, row | {column: value(row, tally.rng) if callable(value) else value}, also)
        for value in right:
            row = tally.case()
            tally.add_clean(row | {column: value(row, tally.rng) if callable(value) else value})
    for column in REQUIRED:
        tally.add_bad("required_missing", tally.case(**{column: None}))
    for column in OPTIONAL:
        tally.add_clean(tally.case(**{column: None}))
    _add_states(tally)


def _add_states(tally: Tally) -> None:
    """Cases on their way: what each state allows, claims too early and forgets."""
    rng = tally.rng
    for state in ("received", "filed", "dispatched", "disposing", "feedback"):
        row = open_case(rng, tally.number, state)
        tally.add_clean(row)
        tally.add_bad(
            "rated_open", open_case(rng, tally.number, state) | {"satisfaction": rng.choice("12345")}
        )
        closed = tally.case(satisfaction=None)
        tally.add_bad("state_behind", closed | {"state": WORDS[state]})
    tally.add_bad("state_behind", open_case(rng, tally.number, "feedback") | {"state": WORDS["filed"]})
    tally.add_bad("life_cycle", open_case(rng, tally.number, "received") | {"state": WORDS["filed"]})
    tally.add_bad("life_cycle", open_case(rng, tally.number, "received") | {"state": WORDS["disposing"]})
    for state in ("void", "closed"):
        tally.add_clean(tally.case(state=WORDS[state]))
    row = open_case(rng, tally.number, "received")
    tally.add_clean(row | {"state": WORDS["void"]})
    code_only = tally.case()
    tally.add_clean(
        code_only
        | {"community_code": None}
        | dict(zip(("lon", "lat"), map("{:.6f}".format, point_in(rng, letter_of(code_only))), strict=True))
    )
