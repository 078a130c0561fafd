"""The rows behind a figure as a file takes them: all columns, words for states, and lines of provenance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.reads.evidence import behind_stream
from governance.periods import month_text
from views.basis import Basis
from views.evidence.table import Cell, Column, columns_of, state_name, table_of
from views.evidence.view import EvidenceView
from views.evidence.words import DEMO, MARKING, MEMBERSHIPS, NOTE_NAMES, word
from views.names import Lang, full_name
from views.staleness import stale_note

Rows = list[tuple[Cell, ...]]


@dataclass(frozen=True, eq=False)
class EvidenceFile:
    """Columns, provenance and rows of a file; `pieces` reads the release anew each time it is called."""

    basis: Basis
    view: EvidenceView
    lang: Lang
    columns: tuple[Column, ...]
    notes: tuple[tuple[str, str], ...]
    marking: str
    name_parts: tuple[str, ...]
    sheets: tuple[str, str]

    @property
    def n(self) -> int:
        """Rows that the file will hold."""
        return self.view.chosen.n

    def pieces(self) -> Iterator[Rows]:
        """The rows in the order of the screen, some ten thousand at a time."""
        behind = self.view.chosen.rows.behind
        states = [place for place, column in enumerate(self.columns) if column.kind == "state"]
        for frame in behind_stream(self.basis.release, behind, sort=self.view.sort, limit=max(self.n, 1)):
            rows = table_of(self.basis, behind, frame, self.lang, whole=True).rows
            yield [_worded(row, states, self.lang) for row in rows]


def _worded(row: tuple[Cell, ...], states: list[int], lang: Lang) -> tuple[Cell, ...]:
    cells = list(row)
    for place in states:
        cells[place] = state_name(str(cells[place]), lang)
    return tuple(cells)


def evidence_file(basis: Basis, view: EvidenceView, lang: Lang) -> EvidenceFile:
    """What a file of the chosen part holds; nothing is read until its pieces are asked for."""
    unit = full_name(basis, view.state.unit, lang)
    marking = " · ".join((word(MARKING, lang), *([word(DEMO, lang)] if view.provenance.is_demo else [])))
    first, last = month_text(view.state.period.first), month_text(view.state.period.last)
    period = first if first == last else f"{first} – {last}"
    if view.figure.is_state or view.chosen.rows.behind.subject == "unit":
        period = view.provenance.data_to.isoformat()
    figure = view.figure
    value = "—" if figure.value is None else f"{figure.value:,.{figure.digits}f}"
    shown = f"{figure.name} {value} {figure.unit}".strip()
    notes = {
        "marking": marking,
        "figure": shown,
        "definition": figure.definition,
        "rows": f"{view.chosen.name} {view.chosen.n:,}",
        "unit": f"{unit} ({view.state.unit.code})",
        "membership": word(MEMBERSHIPS[view.state.membership], lang),
        "period": period,
        "data_date": view.provenance.data_to.isoformat(),
        "release": view.provenance.release_id,
        "definitions": view.provenance.definitions_version,
    }
    if late := stale_note(basis, [measure for measure, _, _ in view.measures], lang):
        notes["stale"] = late
    return EvidenceFile(
        basis=basis,
        view=view,
        lang=lang,
        columns=columns_of(view.chosen.rows.behind, lang, whole=True),
        notes=tuple((word(NOTE_NAMES[key], lang), words) for key, words in notes.items()),
        marking=f"{marking} · {unit} · {shown} · {view.chosen.name} · {period}",
        name_parts=(unit, figure.name, view.chosen.name, period.replace(" – ", "_")),
        sheets=(word(("明细", "Rows"), lang), word(("依据", "Provenance"), lang)),
    )
