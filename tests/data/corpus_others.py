"""Wrong rows of the ledger of whistles and of the log of cases, with their twins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.data.corpus_base import STEPS, Tally, clock, code_of, place, point_in
from tests.data.deliveries import Row
from tests.data.ledgers import call, open_call
from tests.tiny_region import COMMUNITIES

BLANK = dict.fromkeys(("contact", "phone"))


def ledger(seed: int, repeats: int) -> Tally:
    """Rows of whistles; each whistle has a number of its own."""
    tally = Tally(seed)
    for _ in range(repeats):
        _add_calls(tally)
        _add_teams(tally)
        for _ in range(20):
            tally.add(_call(tally))
    return tally


def _call(tally: Tally, **changes: str | None) -> Row:
    letter = tally.rng.choice(list(COMMUNITIES))
    row = call(tally.number, letter=letter)
    return {
        **row,
        **BLANK,
        **place(*point_in(tally.rng, letter)),
        "satisfaction": tally.rng.choice(["4", "5", None]),
        **changes,
    }


def _open(tally: Tally, **changes: str | None) -> Row:
    return {**open_call(tally.number), **BLANK, **changes}


#: (rule, wrong cells, right cells that look alike)
_CALLS: tuple[tuple[str, tuple[Row, ...], tuple[Row, ...]], ...] = (
    ("theme_unlisted", ({"theme": "其他"}, {"theme": "市政"}, {"theme": "市政设施类"}), ()),
    ("office_unlisted", ({"department_name": "和谐办"}, {"department_name": "城管"},
        {"department_name": "县城管局"}), ({"department_name": "住建局"},)),
    ("role_unknown", ({"role": "旁观"}, {"role": "旁听"}, {"role": "牵头、协同"}), ()),
    ("answer_unknown", ({"solved": "大概"}, {"solved": "部分"}, {"solved": "是否"}), ({"solved": "否"},)),
    ("whistle_order", ({"reported_at": "2026-03-05 08:30:00"}, {"closed_at": "2026-03-01 08:30:00"},
        {"due_at": "2026-03-01"}, {"report_due_at": "2026-03-01 08:00:00"}),
     ({"reported_at": "2026-03-05 09:00:00"}, {"due_at": "2026-03-05"}, {"reported_at": "2026-03-05"})),
    ("whistle_life", ({"closed_at": None}, {"solved": None}, {"managed_at": None, "report_due_at": None}), ()),
    ("report_limit_missing", ({"report_due_at": None}, {"report_due_at": " "}, {"report_due_at": None,
        "solved": "否"}), ()),
    ("link_unknown", ({"case_no": "A9999"}, {"case_no": "CG20990101000001"}, {"case_no": "没有"},),
        ({"case_no": None},)),
    ("state_behind", ({"state": "处置中", "satisfaction": None}, {"state": "待核查", "satisfaction": None},
        {"state": "已报到", "satisfaction": None}), ()),
    ("unknown_community", ({"community_code": "990101999999"}, {"community_code": "530302001001"}),
        ({"community_code": None},)),
    ("coordinate_swapped", ({"lon": "25.0401234", "lat": "103.0401234"},), ()),
    ("coordinate_half", ({"lat": None}, {"lon": None}), ()),
    ("coordinate_outside", ({"lon": "116.4", "lat": "39.9"},), ()),
    ("value_range", ({"satisfaction": "6"}, {"satisfaction": "很好"}, {"satisfaction": "0"}),
        ({"satisfaction": "1"},)),
    ("required_missing", ({"blown_by": None}, {"theme": None}, {"whistle_no": None}), ({"title": None},
        {"source": None})),
    ("unknown_state", ({"state": "搁置"}, {"state": "已结案"}), ()),
    ("not_a_time", ({"blown_at": "2026-13-45"}, {"managed_at": "下午"}), ()),
    ("time_future", ({"closed_at": "2027-01-01 00:00:00"},), ()),
    ("personal_masked", ({"title": "请联系13812345678"}, {"blown_by": "河湾社区党委 0874-3123456"},
        {"source": "网格员13987654321"}), ({"title": "2026年3月5日13时46分"},)),
    ("formula_text", ({"title": "=1+1"},), ({"title": "-3层漏水"},)),
    ("placeholder_text", ({"solved": "未知"}, {"community_code": "无"}, {"satisfaction": "无"},
        {"blown_by": "无"}), ()),
)  # fmt: skip
_MAY = frozenset({"coordinate_missing", "coordinate_shifted"})


def _add_calls(tally: Tally) -> None:
    for rule, wrong, right in _CALLS:
        for changes in wrong:
            also = {"placeholder_text"} if "没有" in changes.values() else set()
            # A whistle whose only row is rejected names no lead; that is another story.
            tally.add_bad(rule, _call(tally, **changes), _MAY | also)
        for changes in right:
            tally.add_clean(_call(tally, **changes))
    tally.add_bad("rated_open", _open(tally, satisfaction="5"))
    for state in ("已吹哨", "已受理"):
        tally.add_clean(_open(tally, state=state))


def _add_teams(tally: Tally) -> None:
    """Whistles of several departments: one lead, one row a department, one story."""
    for office in ("住建局", "公安局", "民政局"):
        first = tally.add(_call(tally))
        tally.add_clean(_joint(first, office))
        twice = tally.add(_call(tally))
        tally.add_clean(_joint(twice, office))
        tally.add_bad("call_repeated", _joint(twice, office))
        differs = tally.add(_call(tally))
        for column, value in (("title", "另一件事"), ("blown_at", "2026-03-05 08:41:00"), ("blown_by", None)):
            if value:
                tally.add_bad(
                    "cells_differ",
                    _joint(differs, "公安局" if column == "title" else "住建局") | {column: value},
                )
        number = tally.number
        tally.add_bad("lead_missing", _call(tally, role="协同"))
        tally.add_bad("lead_missing", _joint(tally.rows[-1], office) | {"whistle_no": f"SB{number:05d}"})
        leads = _call(tally)
        tally.add_bad("lead_twice", leads)
        tally.add_bad("lead_twice", _joint(leads, office) | {"role": "牵头"})


def _joint(first: Row, office: str) -> Row:
    return {**first, "department_name": office, "role": "协同"}


def flow(seed: int, repeats: int) -> tuple[Tally, list[Row]]:
    """Events, and the cases that they tell of."""
    tally = Tally(seed)
    cases: list[Row] = []
    for _ in range(repeats):
        for rule, history, also in _HISTORIES:
            cases.append(_add_history(tally, len(cases), rule, history, also))
        for column, value, rule in (("stage", None, "required_missing"), ("stage", "搁置", "unknown_state"),
            ("happened_at", "昨天", "not_a_time"),
                                    ("note", "电话13812345678", "personal_masked"), ("note", "=1+1",
                                        "formula_text")):  # fmt: skip
            cases.append(_add_history(tally, len(cases), "", (("disposed", 150, ""),), ()))
            tally.add_bad(rule, {**_event(cases[-1], "feedback", 160), column: value})
        for number in ("A999999", "CG0", "不存在"):
            tally.add_bad(
                "unknown_case",
                _event(
                    {"case_no": f"{number}{tally.number}", "received_at": "2026-03-05 08:30:00"},
                    "feedback",
                    200,
                ),
            )
    return tally, cases


#: The rule of the last event ("" for right histories), and (kind, minutes after receipt, new limit) of each event.
_HISTORIES: tuple[tuple[str, tuple[tuple[str, int, str], ...], tuple[str, ...]], ...] = (
    ("", (("disposed", 150, ""), ("feedback", 160, ""), ("checked", 170, "")), ()),
    ("", (("suspended", 65, ""), ("resumed", 80, "")), ()),
    ("", (("extended", 100, "2026-12-30 18:00:00"), ("disposed", 150, "")), ()),
    ("", (("disposed", 120, ""), ("rework", 130, ""), ("disposed", 150, "")), ()),
    ("extension_open", (("extended", 100, ""),), ()),
    ("extension_open", (("suspended", 65, ""), ("resumed", 70, ""), ("extended", 100, "")), ()),
    ("extension_open", (("extended", 40, "2026-12-30"), ("extended", 100, "")), ()),
    ("time_order", (("extended", 100, "2022-01-01 08:00:00"),), ()),
    ("duplicate_event", (("disposed", 150, ""), ("disposed", 150, "")), ()),
    ("duplicate_event", (("suspended", 65, ""), ("resumed", 80, ""), ("resumed", 80, "")), ()),
    ("duplicate_event", (("extended", 100, "2026-12-30"), ("extended", 100, "2026-12-31")), ()),
    ("sequence_missing_start", (("disposed", -30, ""),), ()),
    ("sequence_missing_start", (("feedback", -600, ""),), ()),
    ("sequence_missing_start", (("checked", -5, ""),), ()),
    ("sequence_repeated", (("disposed", 150, ""), ("feedback", 160, ""), ("feedback", 165, "")), ()),
    ("sequence_repeated", (("disposed", 150, ""), ("checked", 160, ""), ("checked", 165, "")), ()),
    ("sequence_repeated", (("disposed", 140, ""), ("disposed", 145, "")), ()),
    ("sequence_backwards", (("disposed", 150, ""), ("checked", 160, ""), ("feedback", 165, "")), ()),
    ("sequence_backwards", (("disposed", 150, ""), ("checked", 160, ""), ("disposed", 165, "")), ()),
    ("sequence_backwards", (("disposed", 150, ""), ("feedback", 160, ""), ("disposed", 165, "")), ()),
    ("sequence_after_end", (("rework", 300, ""),), ()),
    ("sequence_after_end", (("disposed", 400, ""),), ()),
    ("sequence_after_end", (("feedback", 260, ""),), ()),
    ("sequence_not_at_work", (("extended", 155, "2026-12-30"),), ()),
    ("sequence_not_at_work", (("disposed", 150, ""), ("suspended", 160, "")), ()),
    ("sequence_not_at_work", (("suspended", 5, ""),), ()),
    ("sequence_suspended_twice", (("suspended", 40, ""), ("suspended", 50, "")), ()),
    ("sequence_suspended_twice", (("suspended", 65, ""), ("suspended", 100, "")), ()),
    ("sequence_suspended_twice", (("suspended", 65, ""), ("resumed", 70, ""), ("suspended", 80, ""),
        ("suspended", 90, "")), ()),
    ("sequence_not_suspended", (("resumed", 100, ""),), ()),
    ("sequence_not_suspended", (("suspended", 65, ""), ("resumed", 70, ""), ("resumed", 80, "")), ()),
    ("sequence_not_suspended", (("resumed", 155, ""),), ()),
    ("sequence_moved_while_suspended", (("suspended", 65, ""), ("disposed", 150, "")), ()),
    ("sequence_moved_while_suspended", (("suspended", 100, ""), ("disposed", 150, "")), ()),
    ("sequence_moved_while_suspended", (("disposed", 120, ""), ("rework", 125, ""), ("suspended", 130, ""),
        ("disposed", 150, "")), ()),
    ("sequence_skipped", (("feedback", 100, ""),), ()),
    ("sequence_skipped", (("checked", 100, ""),), ()),
    ("sequence_skipped", (("feedback", 61, ""),), ()),
)  # fmt: skip


def _case(number: int) -> Row:
    begun = datetime(2024, 1, 1, 8, 30) + timedelta(hours=5 * number)
    minutes = {
        "received_at": 0,
        "filed_at": 10,
        "dispatched_at": 30,
        "responded_at": 60,
        "disposed_at": 150,
        "closed_at": 200,
        "due_at": 1000,
    }
    letter = list(COMMUNITIES)[number % len(COMMUNITIES)]
    times = {name: clock(begun + timedelta(minutes=after)) for name, after in minutes.items()}
    return {
        "case_no": f"A{number:05d}", "class_name": "市容环境", "subclass_name": "暴露垃圾",
        "title": f"第{number}处垃圾", **times,
        "state": "已结案", "community_code": code_of(letter), "lon": "103.0", "lat": "25.0",
        "rework_count": "0", "satisfaction": None,
    }  # fmt: skip


def _event(case: Row, kind: str, minutes: int, new_due: str = "") -> Row:
    at = datetime.fromisoformat(str(case["received_at"])) + timedelta(minutes=minutes)
    return {
        "case_no": case["case_no"],
        "stage": STEPS[kind],
        "happened_at": clock(at),
        "actor": "指挥中心",
        "note": None,
        "new_due_at": new_due or None,
    }


def _add_history(
    tally: Tally, number: int, rule: str, history: Iterable[tuple[str, int, str]], also: Iterable[str]
) -> Row:
    """Events of a new case; the last one breaks the rule."""
    letter = list(COMMUNITIES)[number % len(COMMUNITIES)]
    case = _case(number) | place(*point_in(tally.rng, letter))
    rows = [_event(case, kind, minutes, new_due) for kind, minutes, new_due in history]
    for row in rows[:-1]:
        tally.add_clean(row)
    if rule:
        tally.add_bad(rule, rows[-1], also)
    else:
        tally.add_clean(rows[-1])
    return case
