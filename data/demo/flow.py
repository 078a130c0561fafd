"""The log of a department's cases: extensions, suspensions, work sent back, voided cases; invented like the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from data.contracts import Contract
from data.demo.cases import Bools, Cases, Span
from data.demo.clocks import Cell, seconds
from data.demo.forms import Columns, write_csv
from data.demo.lifecycle import NEVER, VOID, Lives
from data.demo.manifest import DEMO_MARK, DemoFile, WrongRow
from data.demo.places import Floats, Index, Places
from data.demo.profiles import DepartmentProfile
from data.demo.workdays import DAY, WorkCalendar, epoch_day

#: Shares of cases: told step by step although nothing happened, extended in time and late, suspended, voided in words.
_PLAIN, _EXTENDED, _EXTENDED_LATE, _SUSPENDED, _VOIDED = 0.07, 0.012, 0.15, 0.013, 0.7
_WORKDAY = 27_000
_NOTES: Mapping[str, tuple[str, ...]] = {
    "disposed": ("已清理完毕", "现场已整改", "已修复"),
    "feedback": ("已上传处置照片", "现场反馈完毕"),
    "checked": ("核查通过", "现场复核属实"),
    "rework": ("处置不彻底，退回重办", "照片与现场不符，退回", "同一位置复发，退回"),
    "extended": ("材料待采购，申请延期", "涉及多部门，申请延期", "连日降雨，申请延期"),
    "suspended": ("等待权属认定", "等待施工许可"),
    "resumed": ("条件具备，恢复办理",),
    "void": ("重复上报", "不属受理范围"),
}
#: Wrong rows by kind: the column at fault, and a floor of their number.
_SHARES = {
    "unknown_case": 0.001, "impossible_sequence": 0.001, "missing_required": 0.0008, "impossible_time": 0.0008,
    "no_new_limit": 0.0004, "unknown_stage": 0.0008,
}  # fmt: skip


@dataclass(frozen=True)
class _Event:
    """A row of the log; `column` and `fault` where it is wrong on purpose."""

    case: int
    kind: str
    at: int
    new_due: int = NEVER
    fault: str = ""
    column: str = ""


def write_flow(
    contract: Contract,
    department: DepartmentProfile,
    places: Places,
    cases: Cases,
    lives: Lives,
    numbers: Mapping[int, str],
    clock: WorkCalendar,
    span: Span,
    out_dir: Path,
    rng: np.random.Generator,
) -> list[DemoFile]:
    """Write the log of a department's cases, in order of time; no file when there is nothing to tell.

    Parameters
    ----------
    numbers
        Number of each case that its own file tells soundly, by position in `cases`.
    """
    known = np.zeros(len(cases), dtype=np.bool_)
    known[list(numbers)] = True
    events = list(_events(lives, known, clock, (epoch_day(span.last) + 1) * DAY, rng))
    if not events:
        return []
    events = sorted(_spoilt(events, lives, span, rng), key=lambda event: (event.at, event.case))
    columns = _columns(contract, department, places, cases, numbers, events, rng)
    path = (
        out_dir
        / f"{department.name_full}_{department.dataset}流转记录_{span.first:%Y%m}-{span.last:%Y%m}{DEMO_MARK}.csv"
    )
    write_csv(path, {c.header: columns[c.name] for c in contract.columns}, contract.encoding or "utf-8")
    wrong = [
        WrongRow(
            event.fault, row, "", event.column, str(columns["case_no"][row - 2] or ""),
            str(columns[event.column][row - 2] or ""),
        )
        for row, event in enumerate(events, start=2)
        if event.fault
    ]  # fmt: skip
    return [
        DemoFile(
            name=path.name,
            department=department.id,
            format=contract.format,
            rows=len(events),
            bytes=path.stat().st_size,
            wrong=dict(sorted(Counter(row.kind for row in wrong).items())),
            wrong_rows=tuple(wrong),
            dataset=contract.dataset.name,
        )
    ]


def _events(
    lives: Lives, known: Bools, clock: WorkCalendar, end: int, rng: np.random.Generator
) -> Iterator[_Event]:
    """Each case tells one kind of story at most."""
    times, due, n = _far(lives.times), _far(lives.due), len(lives.due)
    _, _, dispatched, responded, disposed, closed = times.T
    # What stops the work, or moves its limit, happens while somebody is at it; all of it in working time.
    begun = np.where(responded < end, responded, dispatched)
    first, last = clock.worked(np.minimum(begun, end)), clock.worked(np.minimum(disposed, end))
    room = known & (last - first > 1200)
    dice = rng.random((3, n))

    void = known & (lives.state == VOID) & (dice[0] < _VOIDED)
    reached = lives.times.max(axis=1)
    for case in np.flatnonzero(void).tolist():
        at = int(reached[case] + 3600 + dice[1, case] * 100_000)
        if at < end:
            yield _Event(case, "void", at)
    free = room & (lives.state != VOID)

    rework = free & (lives.rework > 0) & (disposed < end)
    rows = np.flatnonzero(rework)
    yield from _sent_back(rows, first[rows], last[rows], lives.rework[rows], dice[1, rows], clock)
    free &= ~rework

    is_late = np.minimum(closed, end) > due
    extended = free & (dice[0] < np.where(is_late, _EXTENDED_LATE, _EXTENDED))
    more = 1 + (dice[1] * 3).astype(np.int64)
    rows = np.flatnonzero(extended)
    new_due = clock.add(np.minimum(due[rows], clock.end - 60 * DAY), more[rows] * _WORKDAY)
    # Before the limit, where there was time for that.
    by = np.clip(clock.worked(np.minimum(due[rows], end)), first[rows] + 1200, last[rows])
    asked = clock.at(first[rows] + ((by - first[rows]) * 0.6).astype(np.int64))
    for case, at, limit in zip(rows.tolist(), asked.tolist(), new_due.tolist(), strict=True):
        yield _Event(case, "extended", at, limit)
    free &= ~extended

    rows = np.flatnonzero(free & (dice[0] > 1 - _SUSPENDED))
    halted, resumed = (_between(clock, first[rows], last[rows], share) for share in (0.3, 0.7))
    for case, at, again in zip(rows.tolist(), halted, resumed, strict=True):
        yield _Event(case, "suspended", at)
        if disposed[case] < end or dice[1, case] < 0.5:
            yield _Event(case, "resumed", again)
    free[rows] = False

    first, last = clock.worked(np.minimum(disposed, end)), clock.worked(np.minimum(closed, end))
    rows = np.flatnonzero(free & (closed < end) & (last - first > 120) & (dice[2] < _PLAIN))
    fed, checked = (_between(clock, first[rows], last[rows], share) for share in (0.3, 0.6))
    for case, at, later in zip(rows.tolist(), fed, checked, strict=True):
        yield _Event(case, "feedback", at)
        yield _Event(case, "checked", later)


def _between(clock: WorkCalendar, first: Index, last: Index, share: float | Floats) -> list[int]:
    """Moments of work so far on the way between two, told as working time."""
    moments: list[int] = clock.at(first + ((last - first) * share).astype(np.int64)).tolist()
    return moments


def _far(times: Index) -> Index:
    """Times with what has not come in the far future."""
    return np.where(times == NEVER, np.int64(2**60), times)


def _sent_back(
    rows: Index, first: Index, last: Index, rounds: Index, dice: Floats, clock: WorkCalendar
) -> Iterator[_Event]:
    """Done, looked at, sent back, once or several times before the work that counted; `first` and `last` bound it all.

    The first attempt takes once to twice as long as each later one, a look at the work half as long.
    """
    attempt = 1 + dice
    whole = attempt + 1.5 * rounds
    for number in range(int(rounds.max(initial=0))):
        mine = rounds > number
        for kind, share in (("disposed", 0.0), ("feedback", 0.1), ("checked", 0.3), ("rework", 0.5)):
            way = (attempt[mine] + 1.5 * number + share) / whole[mine]
            for case, at in zip(
                rows[mine].tolist(), _between(clock, first[mine], last[mine], way), strict=True
            ):
                yield _Event(case, kind, at)


def _spoilt(events: list[_Event], lives: Lives, span: Span, rng: np.random.Generator) -> Iterator[_Event]:
    """The events, some of them wrong, and some that cannot have happened beside them."""
    floor = 3 if len(events) >= 150 else 1 if len(events) >= 30 else 0
    count = {kind: max(round(share * len(events)), floor) for kind, share in _SHARES.items()}
    order = rng.permutation(len(events)).tolist()
    plain = iter(
        [i for i in order if events[i].kind in ("feedback", "checked") and not lives.rework[events[i].case]]
    )
    limits = iter([i for i in order if events[i].kind == "extended"])
    changed: dict[int, _Event] = {}
    for fault, column in (("unknown_case", "case_no"), ("missing_required", "happened_at"),
                          ("impossible_time", "happened_at"), ("unknown_stage", "stage")):  # fmt: skip
        for i, _ in zip(plain, range(count[fault]), strict=False):
            changed[i] = replace(events[i], fault=fault, column=column)
    for i, _ in zip(limits, range(count["no_new_limit"]), strict=False):
        changed[i] = replace(events[i], fault="no_new_limit", column="new_due_at")
    for i, event in enumerate(events):
        yield changed.get(i, event)
    end = (epoch_day(span.last) + 1) * DAY
    for i, _ in zip(plain, range(count["impossible_sequence"]), strict=False):
        at = int(lives.times[events[i].case, 5]) + 1800
        if at < end:
            yield _Event(events[i].case, "resumed", at, fault="impossible_sequence", column="happened_at")


def _columns(
    contract: Contract,
    department: DepartmentProfile,
    places: Places,
    cases: Cases,
    numbers: Mapping[int, str],
    events: list[_Event],
    rng: np.random.Generator,
) -> Columns:
    """Every cell of the log by contract name."""
    word = {kind: text for text, kind in contract.states.items()}
    dice = rng.random(len(events)).tolist()
    at: Index = np.array([event.at for event in events], dtype=np.int64)
    counties = places.county[cases.grid]
    columns: Columns = {
        "case_no": [numbers[event.case] for event in events],
        "stage": [word[event.kind] for event in events],
        "happened_at": seconds(at),
        "actor": [_actor(event, department, places.county_names[counties[event.case]]) for event in events],
        "note": [
            _NOTES[event.kind][int(die * len(_NOTES[event.kind]))]
            for event, die in zip(events, dice, strict=True)
        ],
        "new_due_at": seconds(np.array([event.new_due for event in events], dtype=np.int64)),
        "clerk": [f"演示人员{int(die * 90) + 10}" for die in dice],
    }
    wrong: dict[str, Cell] = {
        "unknown_case": f"{department.prefix}20991231000000", "missing_required": None,
        "impossible_time": "2026-13-45 09:15:00", "unknown_stage": "转交中", "no_new_limit": None,
    }  # fmt: skip
    for row, event in enumerate(events):
        if event.fault in wrong:
            columns[event.column][row] = wrong[event.fault]
    return columns


def _actor(event: _Event, department: DepartmentProfile, county: str) -> str:
    """The centre checks and decides, the county's brigade does the work."""
    if event.kind in ("disposed", "feedback"):
        return f"{county}{department.name}综合执法大队"
    return f"{department.name_full}指挥中心"
