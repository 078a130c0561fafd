"""A briefing as a workbook: every table with numbers that can be reckoned with, their definitions and their sources."""

from __future__ import annotations

from typing import Any

from export.briefing.deck import foot
from export.briefing.extras import action_table, definition_table, figure_table
from export.briefing.ooxml import FONT, cell_text, normalise
from export.briefing.plots import number_format
from export.briefing.workbook import Book, Sheet
from views.briefing.model import BriefingView, Table
from views.names import unit_name
from views.tokens import LIGHT
from views.words import fmt_date, word


def make(view: BriefingView) -> bytes:
    """The briefing as an XLSX; the same view gives the same bytes."""
    return _Writer(view).bytes()


class _Writer:
    def __init__(self, view: BriefingView) -> None:
        self.view, self.lang = view, view.lang
        author = cell_text(self.say("office.author"))
        about = {"author": author, "keywords": view.code, "comments": cell_text(view.link)}
        marking = " · ".join(filter(None, (view.marking, view.demo_note)))
        self.book = Book(view.title, marking, foot(view), view.provenance.published_at, about)
        said = (unit_name(view.unit, self.lang), view.category_name, view.period_text)
        self.about = " · ".join(dict.fromkeys(filter(None, said)))

    def bytes(self) -> bytes:
        view = self.view
        self._overview()
        self._sheet("peers", list(view.peers))
        self._sheet("inside", [view.inside], bars="received", freezes=True)
        self._months()
        self._classes()
        self._sheet("trouble", [view.exceptions, view.clusters])
        self._sheet("overdue", [view.overdue], freezes=True)
        self._sheet("overdue_by", list(view.overdue_by))
        self._sheet(
            "whistles", [figure_table("whistle", view.whistles.figures, self.lang), *self._whistles()]
        )
        if view.actions:
            self._sheet("actions", [action_table(view)])
        self._definitions()
        return normalise(self.book.bytes(), view.provenance.published_at)

    def say(self, key: str, /, **values: object) -> str:
        return word(key, self.lang, **values)

    def _new(self, name: str, *, pages: int = 1) -> Sheet:
        return self.book.sheet(self.say(f"office.sheet_{name}"), self.view.title, self.about, pages=pages)

    def _whistles(self) -> tuple[Table, ...]:
        whistles = self.view.whistles
        return whistles.steps, whistles.offices, whistles.themes

    def _sheet(self, name: str, tables: list[Table], *, bars: str = "", freezes: bool = False) -> None:
        sheet = self._new(name, pages=0 if freezes else 1)
        head = 0
        for table in tables:
            head = sheet.table(table, self.say("office.small_print"), bars=bars if table.rows else "")
        sheet.finish(freeze=head + 1 if freezes and tables[0].rows else 0)

    def _overview(self) -> None:
        """What the figures say, the figures, and what the unit is."""
        view = self.view
        sheet = self._new("overview")
        sheet.words(self.say("briefing.period", period=view.period_text))
        compared = view.compared_text
        sheet.words(
            self.say("briefing.compared", period=compared) if compared else self.say("briefing.not_compared")
        )
        sheet.row += 1
        sheet.table(figure_table("headline", view.headline, self.lang), "")
        sheet.words(self.say("briefing.points"), bold=True, font_size=12, font_color=LIGHT.ramp[5])
        for point in view.points:
            sheet.words(point)
        if view.stale_note:
            sheet.words(self.say("office.stale", note=view.stale_note), bold=True, font_color=LIGHT.warn)
        sheet.row += 1
        sheet.words(self.say("office.facts"), bold=True, font_size=12, font_color=LIGHT.ramp[5])
        for name, text in view.facts:
            sheet.pair(name, text)
        sheet.finish()

    def _months(self) -> None:
        table = self.view.months
        sheet = self._new("months")
        head = sheet.table(table, self.say("office.small_print"))
        sheet.finish()
        if table.rows:
            keys = {"year_before": LIGHT.ramp[1], "received": LIGHT.ramp[4]}
            self._chart(sheet, table, head, "column", "month", keys)

    def _classes(self) -> None:
        table = self.view.classes
        sheet = self._new("classes")
        head = sheet.table(table, self.say("office.small_print"))
        sheet.finish()
        if table.rows:
            self._chart(sheet, table, head, "bar", "class", {"received": LIGHT.ramp[4]})

    def _chart(
        self, sheet: Sheet, table: Table, head: int, kind: str, names: str, series: dict[str, str]
    ) -> None:
        """A native chart of the cells of a table, beside it."""
        places = _places(table)
        first, last = head + 1, head + len(table.rows)
        chart: Any = self.book.book.add_chart({"type": kind})
        font = {"name": FONT, "size": 9, "color": LIGHT.ink_soft}
        for key, colour in series.items():
            column = next(column for column in table.columns if column.key == key)
            at = places[key]
            chart.add_series(
                {
                    "name": [sheet.name, head, at],
                    "categories": [sheet.name, first, places[names], last, places[names]],
                    "values": [sheet.name, first, at, last, at],
                    "fill": {"color": colour},
                    "gap": 45,
                    "data_labels": {"value": True, "font": font, "num_format": number_format(column)}
                    if key == "received"
                    else {},
                }
            )
        chart.set_title({"none": True})
        chart.set_legend({"position": "top", "font": font} if len(series) > 1 else {"none": True})
        chart.set_chartarea({"border": {"none": True}})
        is_bar = kind == "bar"
        chart.set_x_axis(
            {
                "num_font": font,
                "reverse": is_bar,
                "line": {"color": LIGHT.ink_faint},
                "major_tick_mark": "none",
            }
            if not is_bar
            else {"visible": False, "major_gridlines": {"visible": False}}
        )
        grid = {"visible": True, "line": {"color": LIGHT.line}}
        chart.set_y_axis(
            {"num_font": font, "reverse": True, "line": {"color": LIGHT.ink_faint}, "major_tick_mark": "none"}
            if is_bar
            else {"num_font": font, "major_gridlines": grid, "line": {"none": True}, "min": 0}
        )
        chart.set_size({"width": 720, "height": 400})
        sheet.made.insert_chart(head - 1, max(places.values()) + 3, chart)

    def _definitions(self) -> None:
        """What each figure means, and where all of it comes from."""
        view = self.view
        sheet = self._new("definitions")
        sheet.table(definition_table(view), "", wrapped=("definition",))
        sheet.words(self.say("briefing.notes_title"), bold=True)
        for note in view.notes:
            sheet.words(note)
        sheet.row += 1
        sheet.words(self.say("briefing.sources_title"), bold=True)
        for line in (*view.sources, *filter(None, (view.approval_line, view.schematic_note, view.demo_note))):
            sheet.words(line)
        sheet.row += 1
        provenance = view.provenance
        sheet.words(self.say("briefing.made_on", day=fmt_date(view.made_on, self.lang)))
        sheet.words(self.say("office.definitions_version", version=provenance.definitions_version))
        sheet.words(self.say("office.code_hint", code=view.code))
        if view.link:
            sheet.words(view.link)
        sheet.finish()


def _places(table: Table) -> dict[str, int]:
    """Keys of columns → columns of the sheet, those of small print counted."""
    places, at = {}, 0
    for place, column in enumerate(table.columns):
        places[column.key] = at
        at += 2 if any(row.cells[place].note for row in table.rows) else 1
    return places
