"""The briefing as data: figures with their words, tables of cells, sources. No file of a pack counts or rounds anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from data.definitions import Category
from data.reads import UnitRow
from governance.periods import Period
from views.basis import Provenance
from views.briefing.grid import Cell, Column, Kind, Row, Table, Tone
from views.figures import Figure
from views.names import Lang
from views.state import Membership

if TYPE_CHECKING:
    from views.sheet.view import SheetView

__all__ = [
    "Action",
    "BriefingKind",
    "BriefingView",
    "Cell",
    "Column",
    "Definition",
    "Headline",
    "Kind",
    "Row",
    "Table",
    "Tone",
    "Whistles",
    "cells",
]

BriefingKind = Literal["city", "category", "zone", "county"]


@dataclass(frozen=True)
class Headline:
    """A figure on the first page, with all its words.

    Attributes
    ----------
    text
        The value without its unit; "—" where it cannot be had.
    change_text
        Against the period of equal length before, with sign and unit; for a state the words 截至数据日.
    tone
        Of the change: good, bad, or plain where neither direction is better.
    parts_text
        Numerator and denominator in words; "" for a count.
    peers_text
        The place among the units of the same category, or what the parts of a city or category range over.
    few_text
        The words 样本少 where few cases stand behind a rate; else "".
    rank, n_peers
        1 is the best (the highest, where neither direction is better); None where it may not be said.
    """

    figure: Figure
    text: str
    change_text: str
    tone: Tone
    parts_text: str
    peers_text: str
    few_text: str
    rank: int | None
    n_peers: int

    @property
    def name(self) -> str:
        """Name of the figure."""
        return self.figure.name

    @property
    def unit(self) -> str:
        """Unit of the figure."""
        return self.figure.unit


@dataclass(frozen=True)
class Whistles:
    """Whistles of the unit: rates, the way they went, who owes what now.

    Attributes
    ----------
    steps
        Of the whistles blown in the period, those that came so far.
    offices
        Departments with overdue calls on the data date, the most first.
    themes
        What they were about.
    """

    figures: tuple[Headline, ...]
    steps: Table
    offices: Table
    themes: Table


@dataclass(frozen=True)
class Definition:
    """A definition that a figure of the briefing rests on."""

    id: str
    name: str
    unit: str
    definition: str
    period: str
    version: str
    source: str


@dataclass(frozen=True)
class Action:
    """A task given to somebody by an earlier meeting."""

    text: str
    owner: str
    due_on: date | None
    state: str


@dataclass(frozen=True, eq=False)
class BriefingView:
    """Everything that the files of a meeting pack show.

    Attributes
    ----------
    unit, kind, membership, period
        Whose briefing it is, how it counts, and over which months.
    made_on
        Local day for which it was made: the only thing in it that the release and the choices do not fix.
    title, category_name, period_text, compared_text
        会泽县联席会议简报, 二类示范区 ("" for the city), the months, and the months compared with ("" where none).
    points
        Sentences that say what the figures say, most important first.
    sheet
        The map with its legend, its code and its link.
    peers
        The unit among the units of its category; of the city all units by category; of a category its members.
    inside
        The units one level below; rows end with their sum.
    months, classes
        Twelve months, and the classes of cases with their change.
    exceptions
        Units outside the limits of chance among their peers, then clusters of grids with many cases.
    overdue, overdue_by
        Cases past their limit on the data date, the first that was due at the top, and where they lie.
    stale_note
        Feeds late on `made_on` in words; "" while all is fresh.
    notes
        What a reader should know: few cases, categories are no grades, calendar, 未定位.
    """

    unit: UnitRow
    kind: BriefingKind
    membership: Membership
    period: Period
    lang: Lang
    made_on: date
    title: str
    category_name: str
    category_task: str
    categories: tuple[Category, ...]  # all of the region, in its order
    facts: tuple[tuple[str, str], ...]  # what the unit is: residents, area, streets, communities, grids
    period_text: str
    compared_text: str
    points: tuple[str, ...]
    headline: tuple[Headline, ...]
    sheet: SheetView
    peers: tuple[Table, ...]
    inside: Table
    months: Table
    classes: Table
    exceptions: Table
    clusters: Table
    overdue: Table
    overdue_by: tuple[Table, ...]
    whistles: Whistles
    actions: tuple[Action, ...]
    definitions: tuple[Definition, ...]
    notes: tuple[str, ...]
    stale_note: str
    sources: tuple[str, ...]
    marking: str
    approval_line: str
    demo_note: str
    schematic_note: str
    provenance: Provenance

    @property
    def code(self) -> str:
        """Code of the map: it brings back the same view."""
        return self.sheet.code

    @property
    def link(self) -> str:
        """What the QR holds."""
        return self.sheet.link

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of reading; those without rows, too."""
        return (
            *self.peers, self.inside, self.months, self.classes, self.exceptions, self.clusters, self.overdue,
            *self.overdue_by, self.whistles.steps, self.whistles.offices, self.whistles.themes,
        )  # fmt: skip


def cells(view: BriefingView) -> tuple[tuple[str, str], ...]:
    """Every figure of the briefing as (id, text), ids unique: what each file of the pack has to show.

    Only what is printed: a missing figure is there as "—", small print as an id of its own that ends in ``.note``.
    """
    return tuple(_cells(view))


def _cells(view: BriefingView) -> Iterator[tuple[str, str]]:
    yield "title", view.title
    yield "period", view.period_text
    for number, point in enumerate(view.points):
        yield f"point.{number}", point
    for where, figures in (("headline", view.headline), ("whistle", view.whistles.figures)):
        for figure in figures:
            yield f"{where}.{figure.figure.id}", figure.text
            yield f"{where}.{figure.figure.id}.change", figure.change_text
            if figure.parts_text:
                yield f"{where}.{figure.figure.id}.parts", figure.parts_text
            if figure.peers_text:
                yield f"{where}.{figure.figure.id}.peers", figure.peers_text
    for table in view.tables:
        for number, row in enumerate(table.rows):
            for column, cell in zip(table.columns, row.cells, strict=True):
                yield f"{table.id}.{number}.{column.key}", cell.text
                if cell.note:
                    yield f"{table.id}.{number}.{column.key}.note", cell.note
