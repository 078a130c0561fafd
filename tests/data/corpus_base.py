"""What the corpus of wrong rows is made with: right rows at random, points where they are wanted, and a tally of both."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import shapely

from tests.data.deliveries import EVERY, Row
from tests.tiny_region import COMMUNITIES, COUNTIES, ORIGIN, STREETS, cell_letters

CASES, FLOW, LEDGER = (
    EVERY["chengguan", "incident"],
    EVERY["chengguan", "case_event"],
    EVERY["dangjian", "whistle"],
)
WORDS = {state: word for word, state in CASES.states.items()}
STEPS = {kind: word for word, kind in FLOW.states.items()}
RECEIVED_AT = datetime(2026, 7, 1, 2, 0)
# Sub-classes of the sender with a limit of their own.
KINDS = (
    ("市容环境", "暴露垃圾"), ("市容环境", "道路不洁"), ("市容环境", "绿地脏乱"), ("宣传广告", "非法小广告"),
    ("施工管理", "建筑垃圾渣土"), ("街面秩序", "占道经营"), ("突发事件", "道路积水"), ("公用设施", "井盖破损"),
    ("公用设施", "路灯故障"), ("市容环境设施", "垃圾箱破损"),
)  # fmt: skip
#: One sub-class that the corpus' region has no limit for.
NO_LIMIT = ("园林绿化设施", "行道树倒伏")
TITLES = (
    "路边垃圾成堆",
    "路灯不亮已两天",
    "井盖松动，车过有响声",
    "占道经营影响通行",
    "绿化带有枯枝",
    "小广告贴满楼道",
)
_CELL = 0.01
_CELLS = {
    letter: [place for place, found in cell_letters().items() if found == letter] for letter in COMMUNITIES
}
METRES = np.array([111_320 * np.cos(np.radians(25.04)), 110_574.0])
SHAPES = {
    letter: shapely.union_all(
        [
            shapely.box(
                *(np.array(ORIGIN) + np.array(at) * _CELL), *(np.array(ORIGIN) + (np.array(at) + 1) * _CELL)
            )
            for at in cells
        ]
    )
    for letter, cells in _CELLS.items()
}


def code_of(letter: str) -> str:
    return COMMUNITIES[letter][0]


def point_in(rng: random.Random, letter: str, margin: float = 0.15) -> tuple[float, float]:
    """A point of a community, that share of a grid away from its edges."""
    x, y = rng.choice(_CELLS[letter])
    lon, lat = (ORIGIN[i] + (v + rng.uniform(margin, 1 - margin)) * _CELL for i, v in enumerate((x, y)))
    return lon, lat


def distance_m(point: tuple[float, float], letter: str) -> float:
    """From a point to a community, 0 inside."""
    plane = shapely.transform(SHAPES[letter], lambda xy: xy * METRES)
    return float(shapely.distance(plane, shapely.Point(np.array(point) * METRES)))


def find_point(rng: random.Random, fits: Callable[[tuple[float, float]], bool]) -> tuple[float, float]:
    """A point of the region that fits."""
    while True:
        point = point_in(rng, rng.choice(list(COMMUNITIES)))
        if fits(point):
            return point


def letter_at(point: tuple[float, float]) -> str:
    """The community that holds a point, "" outside."""
    return next((letter for letter, shape in SHAPES.items() if shapely.contains_xy(shape, *point)), "")


def place(lon: float, lat: float) -> Row:
    return {"lon": f"{lon:.7f}", "lat": f"{lat:.7f}"}


def clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def parsed(text: str | None) -> datetime:
    return datetime.fromisoformat(str(text))


def right_case(rng: random.Random, number: int) -> Row:
    """A right row of city management, closed in time, anywhere in the region and in three years."""
    letter = rng.choice(list(COMMUNITIES))
    kind = rng.choice(KINDS)
    begun = datetime(2023, 3, 1, 8) + timedelta(seconds=rng.randrange(60, 3 * 365 * 86_400))
    times = [begun]
    for hours in (1, 1, 2, 30, 3):
        times.append(times[-1] + timedelta(seconds=rng.randrange(60, hours * 3_600)))
    code = code_of(letter)
    county, street = COUNTIES[code[:6]][0], STREETS[code[:9]][0]
    address = rng.choice(
        [f"{county}{street}{number % 300 + 1}号", f"{street}菜市场旁", f"胜利路{number}号", None]
    )
    names = ("received_at", "filed_at", "dispatched_at", "responded_at", "disposed_at", "closed_at")
    return {
        "case_no": f"CG{begun:%Y%m%d}{number:06d}", "class_name": kind[0], "subclass_name": kind[1],
        "title": rng.choice(TITLES), "address": address, "channel": rng.choice(["采集员上报", "公众举报",
        None]),
        **{name: clock(moment) for name, moment in zip(names, times, strict=True)},
        "due_at": clock(times[-1] + timedelta(hours=rng.randrange(1, 50))),
        "state": WORDS["closed"], "community_code": code, **place(*point_in(rng, letter)),
        "handler": rng.choice([f"{street}综合执法队", None]), "joint_departments": rng.choice(["住建、公安",
        None]),
        "rework_count": rng.choice(["0", "0", "1"]), "satisfaction": rng.choice(["3", "4", "5", None]),
    }  # fmt: skip


def letter_of(row: Row) -> str:
    return next(letter for letter, unit in COMMUNITIES.items() if unit[0] == row["community_code"])


def open_case(rng: random.Random, number: int, state: str) -> Row:
    """A right row of a case that is still open."""
    row = right_case(rng, number)
    steps = ("received", "filed", "dispatched", "disposing", "feedback")
    blank = ("filed_at", "dispatched_at", "responded_at", "disposed_at")[steps.index(state) :]
    row |= dict.fromkeys((*blank, "closed_at", "satisfaction", "rework_count"))
    if state == "received":
        row["due_at"] = None
    return {**row, "state": WORDS[state]}


@dataclass
class Tally:
    """Rows of one file, which of them are wrong by which rule, and which are clean twins.

    Attributes
    ----------
    bad
        Position of a row → the rule that must find it, and rules that may find it as well.
    clean
        Position of a right row made to look like a wrong one → notes that it may bear.
    """

    seed: int
    rows: list[Row] = field(default_factory=list)
    bad: dict[int, tuple[str, frozenset[str]]] = field(default_factory=dict)
    clean: dict[int, frozenset[str]] = field(default_factory=dict)
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    @property
    def number(self) -> int:
        """Number of the next row."""
        return len(self.rows) + 1

    def case(self, **changes: str | None) -> Row:
        """A right case with changes, not yet in the file."""
        return {**right_case(self.rng, self.number), **changes}

    def add(self, row: Row) -> Row:
        """Put a right row into the file that nobody looks at twice."""
        return self.add_clean(row)

    def add_bad(self, rule: str, row: Row, also: Iterable[str] = ()) -> Row:
        self.bad[len(self.rows)] = rule, frozenset(also)
        self.rows.append(row)
        return row

    def add_clean(self, row: Row, notes: Iterable[str] = ()) -> Row:
        self.clean[len(self.rows)] = frozenset(notes)
        self.rows.append(row)
        return row


@dataclass
class Score:
    """What a check made of a tally.

    Attributes
    ----------
    missed
        (rule, row) that nothing found.
    false_alarms
        (rule, row) found in a clean row.
    besides
        (rule, row) found in a wrong row beyond what is wrong with it.
    """

    ways: dict[str, int] = field(default_factory=dict)
    missed: list[tuple[str, object]] = field(default_factory=list)
    false_alarms: list[tuple[str, object]] = field(default_factory=list)
    besides: list[tuple[str, str, object]] = field(default_factory=list)
    n_bad: int = 0
    n_clean: int = 0

    def count(self, tally: Tally, problems: pd.DataFrame, first_row: int = 2) -> None:
        """Take in the problems of a tally's file; its row 0 stands in the file's line (or row) `first_row`."""
        found: dict[int, set[str]] = {}
        for problem in problems.dropna(subset=["row"]).itertuples():
            found.setdefault(int(problem.row), set()).add(str(problem.rule))
        line = first_row
        for at, row in enumerate(tally.rows):
            told = found.get(line, set())
            line += 1 + sum(str(cell).count("\n") for cell in row.values())
            if at in tally.bad:
                rule, also = tally.bad[at]
                self.saw(rule, rule in told, row)
                self.besides += [(rule, other, row) for other in sorted(told - also - {rule})]
            else:
                self.n_clean += 1
                self.false_alarms += [(rule, row) for rule in sorted(told - tally.clean.get(at, frozenset()))]

    def saw(self, rule: str, is_found: bool, what: object) -> None:
        """One wrong thing and whether its rule found it."""
        self.n_bad += 1
        self.ways[rule] = self.ways.get(rule, 0) + 1
        if not is_found:
            self.missed.append((rule, what))
