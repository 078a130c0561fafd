"""The demonstration's ledger of whistles (吹哨报到台账): one row a whistle and department, some of them wrong."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import numpy as np

from data.contracts import Contract, load_contracts
from data.datasets import WHISTLE
from data.demo.cases import Cases, Span
from data.demo.clocks import Cell, serial
from data.demo.manifest import DEMO_MARK, DemoFile, WrongRow
from data.demo.places import Places
from data.demo.profiles import Profiles
from data.demo.whistle_faults import Ledger, spoil_ledger
from data.demo.whistle_lives import STATES, Whistles, draw_whistles
from data.demo.whistle_profiles import WhistleProfiles, load_whistle_profiles
from data.demo.workbook import Sheet, write_workbook
from data.demo.workdays import DAY, WorkCalendar

SHARE, FEWEST = 0.0075, 60
DATASET = "吹哨报到台账"
_HEADER_ROWS = 2
#: Whose cases a whistle may come from: the department that counts its numbers in order of time in one sheet.
_LINKED_DEPARTMENT = "chengguan"


def write_whistles(
    region_dir: Path,
    profiles: Profiles,
    places: Places,
    cases: Cases,
    calendar: WorkCalendar,
    span: Span,
    incidents: int,
    out_dir: Path,
    rng: np.random.Generator,
) -> list[DemoFile]:
    """Write the ledger; no file where the region has no tables of themes and departments.

    Parameters
    ----------
    cases
        All cases of the demonstration: a whistle may come from one of them.
    incidents
        How many cases there are; a whistle for about every 130.
    """
    known = load_whistle_profiles(region_dir)
    contract = next((c for c in load_contracts() if c.dataset is WHISTLE), None)
    sender = _sender(region_dir, contract) if contract else None
    if known is None or contract is None or sender is None:
        return []
    count = max(round(SHARE * incidents), min(FEWEST, incidents))
    whistles = draw_whistles(known, profiles, places, cases, calendar, span, count, rng)
    ledger = Ledger(_cells(contract, known, profiles, places, cases, whistles, rng), whistles.whistle)
    order, faults = spoil_ledger(ledger, places, rng)
    cells = {name: [column[i] for i in order] for name, column in ledger.columns.items()}
    columns = {c.header: cells[c.name] for c in contract.columns}
    times = frozenset(c.header for c in contract.columns if c.type == "datetime")
    title = f"{DATASET}（截至{span.last.year}年{span.last.month}月{span.last.day}日）"
    path = out_dir / f"{sender}_{DATASET}_{span.first:%Y%m}-{span.last:%Y%m}{DEMO_MARK}.xlsx"
    footer: tuple[Cell, ...] = ("合计", None, f"共 {count} 件")
    write_workbook(path, [Sheet(DATASET, columns, times, title, footer)], "yyyy-mm-dd hh:mm:ss")
    wrong = [
        WrongRow(
            fault.kind,
            fault.position + _HEADER_ROWS + 1,
            "",
            fault.column,
            str(cells["whistle_no"][fault.position] or ""),
            str(cells[fault.column][fault.position] or ""),
        )
        for fault in faults
    ]
    wrong.append(WrongRow("footer", len(order) + _HEADER_ROWS + 1, DATASET, "whistle_no", "合计", "合计"))
    return [
        DemoFile(
            name=path.name,
            department=contract.department,
            format=contract.format,
            rows=len(order),
            bytes=path.stat().st_size,
            wrong=dict(sorted(Counter(row.kind for row in wrong).items())),
            wrong_rows=tuple(wrong),
            dataset=contract.dataset.name,
        )
    ]


def _sender(region_dir: Path, contract: Contract) -> str | None:
    """The full name of the contract's department in the region; None where the region does not list it."""
    try:
        listed = tomllib.loads((region_dir / "departments.toml").read_text(encoding="utf-8"))["department"]
    except (OSError, KeyError, ValueError):  # told before, by the profiles of the departments
        listed = []
    names = (str(entry.get("name_full", "")) for entry in listed if entry.get("id") == contract.department)
    return next(names, None)


def case_numbers(profiles: Profiles, cases: Cases) -> dict[int, str]:
    """Numbers of 城管's cases by their position in `cases`, as `write_department` gives them: in order of time."""
    department = next((d for d in profiles.departments if d.id == _LINKED_DEPARTMENT), None)
    if department is None:
        return {}
    own = np.flatnonzero(np.isin(cases.subclass, profiles.subclasses_of(department.id)))
    rows = own[np.argsort(cases.received[own], kind="stable")]
    days = np.datetime_as_string((cases.received[rows] // DAY).astype("datetime64[D]"), unit="D").tolist()
    return {
        row: f"{department.prefix}{day.replace('-', '')}{number:06d}"
        for number, (row, day) in enumerate(zip(rows.tolist(), days, strict=True), start=1)
    }


def _cells(
    contract: Contract,
    known: WhistleProfiles,
    profiles: Profiles,
    places: Places,
    cases: Cases,
    whistles: Whistles,
    rng: np.random.Generator,
) -> dict[str, list[Cell]]:
    """Every cell of the ledger by contract name; what belongs to the whistle is repeated on each of its rows."""
    owner = whistles.whistle
    n = len(whistles.theme)
    word = {state: text for text, state in contract.states.items()}
    days = np.datetime_as_string((whistles.blown // DAY).astype("datetime64[D]"), unit="D").tolist()
    numbers = case_numbers(profiles, cases)
    names = _names(known, places, whistles, rng)
    sources, mass = list(known.sources), np.cumsum(list(known.sources.values()))
    picks = np.searchsorted(mass, rng.random(n) * mass[-1], side="right").tolist()
    has = whistles.has_point.tolist()
    solved: dict[int, Cell] = {1: "是", 0: "否", -1: None}
    once: dict[str, list[Cell]] = {
        "whistle_no": [f"SB{day.replace('-', '')}{number:05d}" for number, day in enumerate(days, start=1)],
        "theme": [known.themes[t].name for t in whistles.theme.tolist()],
        "title": names["title"],
        "source": [sources[p] for p in picks],
        "blown_by": names["blown_by"],
        "community_code": [places.community_codes[c] for c in places.community[whistles.grid].tolist()],
        "lon": [x if h else None for x, h in zip(np.round(whistles.lon, 6).tolist(), has, strict=True)],
        "lat": [y if h else None for y, h in zip(np.round(whistles.lat, 6).tolist(), has, strict=True)],
        "blown_at": serial(whistles.blown),
        "managed_at": serial(whistles.managed),
        "case_no": [numbers.get(c) for c in whistles.case.tolist()],
        "verified_at": serial(whistles.verified),
        "closed_at": serial(whistles.closed),
        "due_at": serial(whistles.due),
        "solved": [solved[s] for s in whistles.solved.tolist()],
        "satisfaction": [s or None for s in whistles.satisfaction.tolist()],
        "state": [word[STATES[s]] for s in whistles.state.tolist()],
    }
    rows = owner.tolist()
    cells: dict[str, list[Cell]] = {name: [column[w] for w in rows] for name, column in once.items()}
    cells["department_name"] = [known.offices[o].name for o in whistles.office.tolist()]
    cells["role"] = ["牵头" if lead else "协同" for lead in whistles.is_lead.tolist()]
    cells["report_due_at"] = serial(whistles.report_due)
    cells["reported_at"] = serial(whistles.reported)
    cells["disposed_at"] = serial(whistles.disposed)
    # Plainly invented; a reader that kept them would be caught by these very words.
    cells["contact"] = [f"演示联系人{w % 97 + 1:02d}" for w in rows]
    cells["phone"] = ["13800138000"] * len(rows)
    return cells


def _names(
    known: WhistleProfiles, places: Places, whistles: Whistles, rng: np.random.Generator
) -> dict[str, list[Cell]]:
    """What each whistle is called, and the organisation (never a person) that blew it."""
    titles: list[Cell] = []
    blowers: list[Cell] = []
    dice = rng.random((len(whistles.theme), 2)).tolist()
    for theme, grid, (one, two) in zip(whistles.theme.tolist(), whistles.grid.tolist(), dice, strict=True):
        texts = known.themes[theme].texts
        community = places.community_names[places.community[grid]]
        titles.append(f"{community}：{texts[int(one * len(texts))]}")
        blower = known.blowers[int(two * len(known.blowers))]
        blowers.append(blower.format(street=places.street_names[places.street[grid]], community=community))
    return {"title": titles, "blown_by": blowers}
