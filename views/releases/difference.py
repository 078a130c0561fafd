"""What differs between two releases: rows by data set, indicators by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.compare import row_changes
from data.reads import UnitRow
from data.settings import Settings
from governance.periods import Period
from views.basis import Basis
from views.figures import Figure, count_figure, rate_figure
from views.measures import facts_of, scope_parts, unit_measures
from views.names import Lang, unit_name

Kind = Literal["added", "changed", "gone"]
KINDS: tuple[Kind, ...] = ("added", "changed", "gone")
Span = Literal["quarter", "all"]
_LEVEL = {"zone": "zone", "county": "county"}


@dataclass(frozen=True)
class DatasetChange:
    """How many rows of one data set are new, differ, or are there no more."""

    dataset: str
    added: int
    changed: int
    gone: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.changed + self.gone

    def count(self, kind: str) -> int:
        """Rows of one kind of change."""
        return int({"added": self.added, "changed": self.changed, "gone": self.gone}[kind])


@dataclass(frozen=True)
class CellChange:
    """One figure of one unit in both releases; `is_better` is None where neither way is or nothing changed."""

    old: float | None
    new: float | None
    is_changed: bool
    is_better: bool | None


@dataclass(frozen=True)
class UnitChange:
    """A unit and its figures, in the order of `FigureChanges.figures`."""

    code: str
    name: str
    cells: tuple[CellChange, ...]

    @property
    def is_changed(self) -> bool:
        """Whether any of its figures is another."""
        return any(cell.is_changed for cell in self.cells)


@dataclass(frozen=True)
class FigureChanges:
    """Indicators that are not everywhere the same, for the whole region and for each of its units.

    Attributes
    ----------
    figures
        The indicators: a figure without a value each, for name, unit and digits.
    units
        The region first, then its units in their order.
    """

    figures: tuple[Figure, ...]
    units: tuple[UnitChange, ...]
    period: Period
    same: int

    @property
    def changed_units(self) -> int:
        """Units (without the region as a whole) with a figure that is another."""
        return sum(unit.is_changed for unit in self.units[1:])


def dataset_changes(settings: Settings, old_id: str, new_id: str) -> tuple[DatasetChange, ...]:
    """Rows that differ between two releases (or a candidate) by data set; only data sets with a difference."""
    frame = row_changes(settings, old_id, new_id)
    found = []
    for dataset, rows in frame.groupby("dataset", sort=False):
        counts = dict(zip(rows["change"], rows["n"], strict=True))
        entry = DatasetChange(str(dataset), *(int(counts.get(kind, 0)) for kind in KINDS))
        if entry.total:
            found.append(entry)
    return tuple(found)


def figure_changes(old: Basis, new: Basis, lang: Lang, *, membership: str, span: Span) -> FigureChanges:
    """Indicators of the region and its units in both releases, over the same months: the last three of `new`, or all."""
    period = Period.preset(span, new.available)
    if span == "all":
        period = Period(min(period.first, old.available.first), max(period.last, old.available.last))
    registry = new.definitions.indicators
    ids = ("received", *(i for i in registry.map_ids if i != "received"))
    before, after = (_figures(basis, ids, membership, period, lang) for basis in (old, new))
    units = [
        (unit, [_cell(before.get(unit.code, {}).get(i), after[unit.code][i]) for i in ids])
        for unit in _units(new, membership)
    ]
    shown = [at for at in range(len(ids)) if any(cells[at].is_changed for _, cells in units)]
    some = next(iter(after.values()))
    return FigureChanges(
        tuple(some[ids[at]] for at in shown),
        tuple(
            UnitChange(unit.code, unit_name(unit, lang), tuple(cells[at] for at in shown))
            for unit, cells in units
        ),
        period,
        len(ids) - len(shown),
    )


def _units(basis: Basis, membership: str) -> list[UnitRow]:
    level = _LEVEL[membership]
    return [_city(basis), *UnitRow.from_frame(basis.units(level))]


def _city(basis: Basis) -> UnitRow:
    city = basis.unit_row("city", basis.definitions.adcode)
    if city is None:
        raise LookupError(basis.definitions.adcode)
    return city


def _figures(
    basis: Basis, ids: tuple[str, ...], membership: str, period: Period, lang: Lang
) -> dict[str, dict[str, Figure]]:
    """Unit's code → figure's id → figure."""
    level, city = _LEVEL[membership], _city(basis)
    measures = unit_measures(basis, level, membership, period, city)
    parts: dict[str, Mapping[str, float | None]] = {city.code: scope_parts(basis, city, membership, period)}
    for at, unit in enumerate(UnitRow.from_frame(basis.units(level))):
        parts[unit.code] = {**measures.parts_of(at), **facts_of(unit)}
    registry = basis.definitions.indicators
    return {
        code: {
            i: rate_figure(registry[i], own, None, lang)
            if i in registry
            else count_figure(i, own, None, lang, registry)
            for i in ids
        }
        for code, own in parts.items()
    }


def _cell(old: Figure | None, new: Figure) -> CellChange:
    """Both values as they are printed: what is not seen to differ does not."""
    before, after = (
        None if figure is None or figure.value is None else round(figure.value, new.digits)
        for figure in (old, new)
    )
    better: bool | None = None
    if before is not None and after is not None and before != after and new.direction != "none":
        better = (after > before) == (new.direction == "up")
    return CellChange(before, after, before != after, better)
