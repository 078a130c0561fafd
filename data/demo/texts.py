"""What cases are called and who works on them: short Chinese sentences from templates, a row a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.demo.cases import Cases
from data.demo.clocks import CLOCKS, Cell
from data.demo.lifecycle import NEVER, STAGES, STATES, Lives
from data.demo.places import VILLAGE, Floats, Index, Places
from data.demo.profiles import DepartmentProfile, Profiles
from data.demo.workdays import DAY
from geo.datum import wgs84_to_gcj02


@dataclass(frozen=True)
class Table:
    """A department's rows, written as it writes them.

    Attributes
    ----------
    columns
        Contract name → cells; ``lon`` and ``lat`` are always among them, in the department's own datum.
    cases, lives
        What the cells were made from, in the same order.
    """

    columns: dict[str, list[Cell]]
    cases: Cases
    lives: Lives

    def __len__(self) -> int:
        return len(self.cases)


def write_table(
    department: DepartmentProfile,
    profiles: Profiles,
    places: Places,
    cases: Cases,
    lives: Lives,
    rng: np.random.Generator,
    first_number: int = 1,
) -> Table:
    """Write every cell of a department's cases, in the order given."""
    n = len(cases)
    community = places.community[cases.grid].tolist()
    subclass = cases.subclass.tolist()
    lon, lat = _coordinates(department, cases)
    clock = CLOCKS[department.clock]
    word = {state: text for text, state in department.contract.states.items()}
    states = [word[state] for state in STATES]
    days = np.datetime_as_string((cases.received // DAY).astype("datetime64[D]"), unit="D").tolist()
    codes = [places.community_codes[c] for c in community]
    columns: dict[str, list[Cell]] = {
        "case_no": [
            f"{department.prefix}{d[:4]}{d[5:7]}{d[8:]}{number:06d}"
            for number, d in enumerate(days, start=first_number)
        ],
        "class_name": [profiles.subclasses[s].class_name for s in subclass],
        "subclass_name": [profiles.subclasses[s].name for s in subclass],
        "title": _titles(profiles, places, cases, rng),
        "address": _addresses(profiles, places, cases, rng),
        "channel": _choices(department.channels, n, rng),
    }
    for position, stage in enumerate(STAGES):
        columns[f"{stage}_at"] = clock(lives.times[:, position])
    columns["due_at"] = clock(lives.due)
    columns["state"] = [states[s] for s in lives.state.tolist()]
    columns["community_code"] = [
        code if known else None for code, known in zip(codes, cases.has_code.tolist(), strict=True)
    ]
    columns["lon"], columns["lat"] = lon, lat
    columns["handler"] = _handlers(department, places, cases, lives, rng)
    columns["joint_departments"] = _joint(department, profiles, lives, rng)
    filed = (lives.times[:, 1] != NEVER).tolist()
    columns["rework_count"] = [r if f else None for r, f in zip(lives.rework.tolist(), filed, strict=True)]
    columns["satisfaction"] = [s or None for s in lives.satisfaction.tolist()]
    return Table(columns, cases, lives)


def _coordinates(department: DepartmentProfile, cases: Cases) -> tuple[list[Cell], list[Cell]]:
    lon, lat = cases.lon, cases.lat
    if department.contract.datum == "GCJ02":
        lon, lat = wgs84_to_gcj02(lon, lat)
    known = cases.has_point.tolist()

    def cells(values: Floats) -> list[Cell]:
        rounded = np.round(values, department.decimals).tolist()
        return [value if has else None for value, has in zip(rounded, known, strict=True)]

    return cells(lon), cells(lat)


def _choices(weights: Mapping[str, float], n: int, rng: np.random.Generator) -> list[Cell]:
    words = list(weights)
    mass = np.cumsum(list(weights.values()))
    picks = np.searchsorted(mass, rng.random(n) * mass[-1], side="right")
    return [words[i] for i in picks.tolist()]


def _titles(profiles: Profiles, places: Places, cases: Cases, rng: np.random.Generator) -> list[Cell]:
    """Community and a sentence about it."""
    n = len(cases)
    rural = (places.setting[cases.grid] == VILLAGE).tolist()
    spots = (profiles.words["urban_spots"], profiles.words["rural_spots"])
    sentences: dict[tuple[int, bool], list[str]] = {
        (s, bool(kind)): [
            text.replace("{s}", spot) for text in profiles.subclasses[s].texts for spot in spots[kind]
        ]
        for s in np.unique(cases.subclass).tolist()
        for kind in (0, 1)
    }
    names = [places.community_names[c] for c in places.community[cases.grid].tolist()]
    dice = rng.random(n).tolist()
    result: list[Cell] = []
    for name, s, kind, die in zip(names, cases.subclass.tolist(), rural, dice, strict=True):
        choice = sentences[s, kind]
        result.append(name + choice[int(die * len(choice))])
    return result


def _addresses(profiles: Profiles, places: Places, cases: Cases, rng: np.random.Generator) -> list[Cell]:
    """County, street, community, and a road with a number or a villagers' group."""
    n = len(cases)
    roads = profiles.words["roads"]
    urban = [f"{road}{number}号" for road in roads for number in range(3, 260, 7)]
    rural = [f"{number}组" for number in range(1, 19)]
    head = [""] * len(places.community_codes)
    for c, s, k in zip(
        places.community.tolist(), places.street.tolist(), places.county.tolist(), strict=True
    ):
        if not head[c]:
            head[c] = places.county_names[k] + places.street_names[s] + places.community_names[c]
    tails = (urban, rural)
    village = (places.setting[cases.grid] == VILLAGE).tolist()
    dice = rng.random(n).tolist()
    return [
        head[c] + tails[v][int(die * len(tails[v]))]
        for c, v, die in zip(places.community[cases.grid].tolist(), village, dice, strict=True)
    ]


def _handlers(
    department: DepartmentProfile, places: Places, cases: Cases, lives: Lives, rng: np.random.Generator
) -> list[Cell]:
    """Who works on it; nobody before a case is dispatched."""
    dispatched = (lives.times[:, 2] != NEVER).tolist()
    picks = (rng.random(len(cases)) ** 1.5 * len(department.handlers)).astype(np.int64).tolist()
    made: dict[tuple[int, int], str] = {}
    result: list[Cell] = []
    grids: Index = cases.grid
    for grid, pick, known in zip(grids.tolist(), picks, dispatched, strict=True):
        if not known:
            result.append(None)
            continue
        key = (grid, pick)
        if key not in made:
            made[key] = department.handlers[pick].format(
                county=places.county_names[places.county[grid]],
                street=places.street_names[places.street[grid]],
                community=places.community_names[places.community[grid]],
            )
        result.append(made[key])
    return result


def _joint(
    department: DepartmentProfile, profiles: Profiles, lives: Lives, rng: np.random.Generator
) -> list[Cell]:
    """Other departments that took part, joined by 、."""
    others = [d.name for d in profiles.departments if d.id != department.id]
    result: list[Cell] = [None] * len(lives.joint)
    for row in np.flatnonzero(lives.joint).tolist():
        chosen = sorted(rng.permutation(len(others))[: int(lives.joint[row])].tolist())
        result[row] = "、".join(others[i] for i in chosen)
    return result
