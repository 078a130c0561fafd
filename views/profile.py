"""One unit's profile at any level: facts, figures, months, classes, recent cases, its place among peers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from data.reads import UnitRow, class_by_month, recent_incidents
from governance.periods import Period
from views.basis import Basis, Provenance
from views.figures import Figure, count_figure, rate_figure
from views.measures import MonthPoint, months_of, parts_before, scope_parts, unit_measures
from views.names import Lang, class_label, unit_name
from views.state import LADDER, ViewState

PROFILE_RATES = (
    "cases_per_10k",
    "filing_rate",
    "closing_rate",
    "on_time_rate",
    "rework_rate",
    "satisfaction_rate",
    "located_share",
)
PAGE_OF_CASES = 10
FEW_PEERS = 3


@dataclass(frozen=True)
class Place:
    """Where a unit stands among its peers by one indicator.

    Attributes
    ----------
    peers
        (code, name, value) of every peer that has a value, lowest first; the unit itself is among them.
    position
        1 for the highest value; None where the unit has no value.
    """

    figure: Figure
    peers: tuple[tuple[str, str, float], ...]
    position: int | None
    median: float | None


@dataclass(frozen=True)
class ClassRow:
    """Cases received of one class, month by month."""

    class_code: str
    class_name: str
    family: str
    total: int
    by_month: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One recent case; no personal text beyond its masked title."""

    incident_id: str
    title: str
    class_name: str
    subclass_name: str
    department: str
    state: str
    received_at: pd.Timestamp
    is_overdue: bool
    community: str


@dataclass(frozen=True, eq=False)
class ProfileView:
    """Everything the profile shows."""

    unit: UnitRow
    path: tuple[UnitRow, ...]
    category: str | None
    county: UnitRow | None
    zone: UnitRow | None
    density: float | None
    figures: tuple[Figure, ...]
    months: tuple[MonthPoint, ...]
    classes: tuple[ClassRow, ...]
    class_months: tuple[int, ...]
    place: Place | None
    peer_words: tuple[str | None, str | None]  # kind of the peers, category they share
    cases: tuple[Case, ...]
    n_cases: int
    provenance: Provenance


@lru_cache(maxsize=64)
def profile_view(basis: Basis, state: ViewState, lang: Lang, page: int = 0) -> ProfileView:
    """Compose the profile of the unit in focus; `page` turns the list of recent cases."""
    unit = state.unit
    parts = scope_parts(basis, unit, state.membership, state.period)
    before = parts_before(basis, unit, state.membership, state.period, frozenset())
    registry = basis.definitions.indicators
    year = Period(max(basis.available.first, state.period.last - 11), state.period.last)
    listed = recent_incidents(
        basis.release,
        scope_level=unit.level,
        scope_code=unit.code,
        limit=PAGE_OF_CASES,
        offset=page * PAGE_OF_CASES,
    )
    return ProfileView(
        unit=unit,
        path=basis.path(unit, state.membership),
        category=unit.category,
        county=basis.unit_row("county", unit.county_code) if unit.county_code else None,
        zone=basis.unit_row("zone", unit.zone_code) if unit.zone_code else None,
        density=unit.population / unit.area_km2 if unit.area_km2 else None,
        figures=(
            count_figure("received", parts, before, lang, registry),
            *(rate_figure(registry[i], parts, before, lang) for i in PROFILE_RATES if i in registry),
            count_figure("overdue", parts, before, lang, registry),
        ),
        months=months_of(basis, unit, state.membership, year),
        classes=_classes(basis, unit, state, year, lang),
        class_months=tuple(range(year.first, year.last + 1)),
        place=_place(basis, state, lang),
        # Peers of a zone are its whole category, of whatever kind.
        peer_words=(None if unit.level in ("zone", "county") else unit.kind, unit.category),
        cases=tuple(_case(row, basis, lang) for _, row in listed.iterrows()),
        n_cases=int(parts["received"] or 0),
        provenance=basis.provenance,
    )


def _classes(basis: Basis, unit: UnitRow, state: ViewState, year: Period, lang: Lang) -> tuple[ClassRow, ...]:
    frame = class_by_month(
        basis.release,
        membership=state.membership,
        month_from=year.first,
        month_to=year.last,
        scope_level=unit.level,
        scope_code=unit.code,
    )
    rows = []
    for (code, name, family), group in frame.groupby(["class_code", "class_name", "family"], sort=False):
        counts = np.zeros(year.months, dtype=int)
        np.add.at(counts, group["month"].to_numpy() - year.first, group["received"].to_numpy())
        shown = class_label(basis, str(code), str(name), lang)
        rows.append(ClassRow(str(code), shown, str(family), int(counts.sum()), tuple(counts.tolist())))
    return tuple(sorted(rows, key=lambda row: -row.total))


def _place(basis: Basis, state: ViewState, lang: Lang) -> Place | None:
    """Peers are units of the same level and kind within the same category; grids, those of one community."""
    unit = state.unit
    if unit.level in ("city", "category"):
        return None
    ladder = LADDER[state.membership]
    scope = basis.unit_row("city", basis.definitions.adcode)
    if unit.level == "grid":
        scope = basis.unit_row("community", unit.community_code or "")
    if scope is None or unit.level not in ladder:
        return None
    indicator = basis.definitions.indicators[state.indicator]
    measures = unit_measures(basis, unit.level, state.membership, state.period, scope)
    alike = measures.inside & (basis.column(unit.level, "category") == unit.category)
    if unit.level not in ("zone", "county", "grid"):
        alike &= basis.column(unit.level, "kind") == unit.kind
    values, _, _ = measures.quotient(indicator)
    positions = np.flatnonzero(alike & ~np.isnan(values))
    if len(positions) < FEW_PEERS - 1:
        return None
    names = basis.column(unit.level, "name" if lang == "zh" else "name_en")
    codes = basis.column(unit.level, "code")
    ordered = positions[np.argsort(values[positions], kind="stable")]
    peers = tuple((str(codes[i]), str(names[i]), float(values[i])) for i in ordered)
    own = values[unit.seq]
    return Place(
        figure=rate_figure(indicator, measures.parts_of(unit.seq), None, lang),
        peers=peers,
        position=None if np.isnan(own) else 1 + int((values[positions] > own).sum()),
        median=float(np.median(values[positions])),
    )


def _case(row: pd.Series[Any], basis: Basis, lang: Lang) -> Case:
    department = next((d for d in basis.definitions.departments if d.id == row["department"]), None)
    community = basis.unit_row("community", str(row["community_code"] or ""))
    return Case(
        incident_id=str(row["incident_id"]),
        title=str(row["title"] or ""),
        class_name=str(row["class_name"]),
        subclass_name=str(row["subclass_name"]),
        department=str(row["department"])
        if department is None
        else (department.name if lang == "zh" else department.name_en),
        state=str(row["state"]),
        received_at=pd.Timestamp(row["received_at"], tz="UTC").tz_convert(basis.definitions.timezone),
        is_overdue=bool(row["is_overdue"]),
        community="" if community is None else unit_name(community, lang),
    )
