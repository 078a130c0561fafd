"""One case: what it is, where it lies, how it went step by step, who held it how long, and where its row came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import pandas as pd

from data.reads import UnitRow
from data.reads.cases import case_facts, case_history, case_problems, case_whistles
from governance.events import Event, Fault
from governance.life_cycle import History, replay
from views.basis import Basis, Provenance
from views.cases.clock import Held, LimitLine, Shade, case_clock
from views.cases.table import local_time
from views.names import Lang, class_label


@dataclass(frozen=True)
class Step:
    """One event of the case.

    Attributes
    ----------
    at
        When it happened, local; None where no file says.
    recorded_at
        When the release's file that tells of it came in, local.
    told_by
        ``log``: the department's log of events; ``row``: the case's own row.
    minutes, work_minutes
        Since the step before, on the clock of the wall and on the clock of work; None for the first, and where unknown.
    """

    kind: str
    at: datetime | None
    recorded_at: datetime | None
    actor: str | None
    note: str | None
    new_due_at: datetime | None
    told_by: str
    minutes: int | None
    work_minutes: int | None


@dataclass(frozen=True)
class Source:
    """The row of a file (and sheet, of a workbook with several) that the case came from."""

    file: str
    row: int
    sha256: str
    received_at: datetime | None
    contract_version: str


@dataclass(frozen=True)
class RowProblem:
    """What a rule found in that row."""

    rule: str
    level: str
    column: str
    value: str
    message: str
    remedy: str


@dataclass(frozen=True)
class LinkedWhistle:
    """A whistle blown about the case."""

    whistle_id: str
    number: str
    title: str
    state: str


@dataclass(frozen=True, eq=False)
class CaseDetail:
    """Everything the page of one case shows.

    Attributes
    ----------
    due_source
        ``given`` by the file, ``computed`` from limits and calendar, or "".
    limit_minutes, work_minutes, late_minutes
        Allowed; used until disposed; past the limit: minutes of work, as the release has them.
    suspended_minutes
        Minutes of work during which the clock stood still.
    zone_path, county_path
        The units that it lies in, coarsest first, counted either way; just the city where it could not be placed.
    begin, end
        Local span of the timeline: from the first step to the last, to the limit, or to the end of the data.
    """

    incident_id: str
    case_no: str
    title: str
    family: str
    class_name: str
    subclass: str
    department: str
    handler: str
    channel: str
    joint: str
    state: str
    is_open: bool
    is_overdue: bool
    is_on_time: bool
    is_due: bool
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    due_source: str
    limit_minutes: int | None
    work_minutes: int | None
    late_minutes: int | None
    suspended_minutes: int
    extended_count: int
    rework_count: int
    satisfaction: int | None
    lon: float | None
    lat: float | None
    source_lon: float | None
    source_lat: float | None
    datum: str
    placed_by: str
    placement_note: str
    zone_path: tuple[UnitRow, ...]
    county_path: tuple[UnitRow, ...]
    steps: tuple[Step, ...]
    history: History
    faults: tuple[Fault, ...]
    held: tuple[Held, ...]
    limits: tuple[LimitLine, ...]
    shades: tuple[Shade, ...]
    begin: datetime
    end: datetime
    source: Source
    problems: tuple[RowProblem, ...]
    whistles: tuple[LinkedWhistle, ...]
    provenance: Provenance

    @property
    def is_closed_late(self) -> bool:
        """Whether it was closed, but after its limit."""
        return self.state == "closed" and self.due_at is not None and not self.is_on_time


@lru_cache(maxsize=128)
def case_detail(basis: Basis, incident_id: str, lang: Lang) -> CaseDetail | None:
    """Compose the page of a case; None when the release has no such case."""
    row = case_facts(basis.release, incident_id)
    if row is None:
        return None
    events = _events(basis, incident_id)
    history = replay([event for event, _ in events])
    clock = case_clock(basis, row, [event for event, _ in events], history)
    department = next(
        (entry for entry in basis.definitions.departments if entry.id == row["department"]), None
    )
    moment = {name: local_time(basis, row[name]) for name in ("received_at", "due_at", "closed_at")}
    assert moment["received_at"] is not None
    return CaseDetail(
        incident_id=incident_id,
        case_no=_text(row["case_no"]),
        title=_text(row["title"]),
        family=_text(row["family"]),
        class_name=class_label(basis, _text(row["class_code"]), _text(row["class_name"]), lang),
        subclass=_text(row["subclass_name"]),
        department=(department.name if lang == "zh" else department.name_en)
        if department
        else _text(row["department"]),
        handler=_text(row["handler"]),
        channel=_text(row["channel"]),
        joint=_text(row["joint_departments"]),
        state=_text(row["state"]),
        is_open=bool(row["is_open"]),
        is_overdue=bool(row["is_overdue"]),
        is_on_time=bool(row["is_on_time"]),
        is_due=bool(row["is_due"]),
        received_at=moment["received_at"],
        due_at=moment["due_at"],
        closed_at=moment["closed_at"],
        due_source=_text(row["due_source"]),
        limit_minutes=_count(row["limit_minutes"]),
        work_minutes=_count(row["work_minutes"]),
        late_minutes=_count(row["late_minutes"]),
        suspended_minutes=_count(row["suspended_minutes"]) or 0,
        extended_count=_count(row["extended_count"]) or 0,
        rework_count=_count(row["rework_count"]) or 0,
        satisfaction=_count(row["satisfaction"]),
        lon=_number(row["lon"]),
        lat=_number(row["lat"]),
        source_lon=_number(row["source_lon"]),
        source_lat=_number(row["source_lat"]),
        datum=_text(row["datum"]),
        placed_by=_text(row["placed_by"]),
        placement_note=_text(row["placement_note"]),
        zone_path=_path(basis, row, "zone"),
        county_path=_path(basis, row, "county"),
        steps=tuple(
            Step(
                kind=event.kind,
                at=event.at,
                recorded_at=event.recorded_at,
                actor=event.actor,
                note=event.note,
                new_due_at=event.new_due_at,
                told_by=told_by,
                minutes=clock.minutes[place],
                work_minutes=clock.work_minutes[place],
            )
            for place, (event, told_by) in enumerate(events)
        ),
        history=history,
        faults=history.faults,
        held=clock.held,
        limits=clock.limits,
        shades=clock.shades,
        begin=clock.begin,
        end=clock.end,
        source=Source(
            file=" › ".join(part for part in (_text(row["file"]), _text(row["sheet"])) if part),
            row=_count(row["source_row"]) or 0,
            sha256=_text(row["sha256"]),
            received_at=local_time(basis, row["file_received_at"]),
            contract_version=_text(row["contract_version"]),
        ),
        problems=_problems(basis, incident_id, lang),
        whistles=tuple(
            LinkedWhistle(str(code), str(number), str(title or ""), str(state))
            for code, number, title, state in case_whistles(basis.release, incident_id)[
                ["whistle_id", "whistle_no", "title", "state"]
            ].itertuples(index=False)
        ),
        provenance=basis.provenance,
    )


def _events(basis: Basis, incident_id: str) -> list[tuple[Event, str]]:
    """Events in local time, in order; those without a time come last."""
    found = []
    for place, record in enumerate(case_history(basis.release, incident_id).to_dict("records"), start=1):
        event = Event(
            kind=str(record["kind"]),
            at=local_time(basis, record["at"]),
            recorded_at=local_time(basis, record["recorded_at"]),
            actor=record["actor"],
            note=record["note"],
            new_due_at=local_time(basis, record["new_due_at"]),
            seq=place,
        )
        found.append((event, str(record["told_by"])))
    return found


def _path(basis: Basis, row: Mapping[str, object], membership: str) -> tuple[UnitRow, ...]:
    """From the city down to the finest unit known."""
    finest = ("grid", "community", "street_part" if membership == "zone" else "street", membership)
    for level in finest:
        unit = basis.unit_row(level, _text(row[f"{level}_code"]))
        if unit is not None:
            return basis.path(unit, membership)
    city = basis.unit_row("city", basis.definitions.adcode)
    return (city,) if city else ()


def _problems(basis: Basis, incident_id: str, lang: Lang) -> tuple[RowProblem, ...]:
    own = "zh" if lang == "zh" else "en"
    return tuple(
        RowProblem(
            rule=_text(record["rule"]),
            level=_text(record["level"]),
            column=_text(record["column"]),
            value=_text(record["value"]),
            message=_text(record[f"message_{own}"]),
            remedy=_text(record[f"remedy_{own}"]),
        )
        for record in case_problems(basis.release, incident_id).to_dict("records")
    )


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, int) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) and not pd.isna(value) else None
