"""A briefing as a bulletin (调度通报): what the figures say in sentences first, then every table, A4 upright."""

from __future__ import annotations

from collections.abc import Callable

from export.briefing.deck import foot
from export.briefing.document import (
    HEAD_FONT,
    SOFT_FONT,
    TABLE_FONT,
    TITLE_FONT,
    WIDTH_MM,
    Bulletin,
)
from export.briefing.extras import action_table, definition_table, figure_table
from export.briefing.ooxml import clean, normalise
from export.briefing.picture import map_picture, qr_png
from export.briefing.plots import classes_chart, months_chart
from export.briefing.wordml import rule_under
from views.briefing.model import BriefingView, Table
from views.names import unit_name
from views.tokens import LIGHT
from views.words import fmt_date, word

_MAP_MM = 140.0
_NUMERALS = "零一二三四五六七八九十"


def make(view: BriefingView) -> bytes:
    """The briefing as a DOCX; the same view gives the same bytes."""
    return _Writer(view).bytes()


class _Writer:
    def __init__(self, view: BriefingView) -> None:
        self.view, self.lang = view, view.lang
        self.page = Bulletin(view.lang)
        self._sections = 0

    def bytes(self) -> bytes:
        view = self.view
        self._head()
        self._points()
        self._figures()
        self._map()
        for table in view.peers:
            self._section(table.title, [table])
        self._section(view.inside.title, [view.inside])
        self._section(view.months.title, [view.months], chart=self._months)
        self._section(view.classes.title, [view.classes], chart=self._classes)
        self._section(self.say("office.trouble"), [view.exceptions, view.clusters])
        self._section(view.overdue.title, [view.overdue, *(t for t in view.overdue_by if t.rows)])
        self._whistles()
        if view.actions:
            table = action_table(view)
            self._section(table.title, [table])
        self._about()
        self.page.foot(foot(view))
        properties = self.page.document.core_properties
        properties.title, properties.subject = clean(view.title), clean(view.period_text)
        properties.keywords, properties.comments = view.code, clean(view.link)
        properties.author = properties.last_modified_by = clean(self.say("office.author"))
        return normalise(self.page.bytes(), view.provenance.published_at)

    def say(self, key: str, /, **values: object) -> str:
        return word(key, self.lang, **values)

    def _head(self) -> None:
        """The name of the bulletin, its day, and whose figures over which months it tells."""
        view, page = self.view, self.page
        marking = " · ".join(filter(None, (view.marking, view.demo_note)))
        page.words(marking, font=HEAD_FONT, size=12, tight=True)
        name = page.words(
            self.say("office.bulletin"),
            font=TITLE_FONT,
            size=34,
            align="center",
            ink=LIGHT.ramp[5],
            tight=True,
        )
        name.paragraph_format.space_before = name.paragraph_format.space_after = _pt(10)
        day = self.say("briefing.made_on", day=fmt_date(view.made_on, self.lang))
        line = page.words(
            f"{unit_name(view.unit, self.lang)}　　{day}", font=SOFT_FONT, size=12, align="center", tight=True
        )
        rule_under(line, 18, LIGHT.ramp[5])
        title = page.words(view.title, style="Title", align="center")
        title.paragraph_format.space_before = _pt(14)
        about = [view.category_name, self.say("briefing.period", period=view.period_text)]
        page.words("　".join(filter(None, about)), font=SOFT_FONT, size=12, align="center", tight=True)
        then = view.compared_text
        compared = self.say("briefing.compared", period=then) if then else self.say("briefing.not_compared")
        after = page.words(compared, font=SOFT_FONT, size=12, align="center", tight=True)
        after.paragraph_format.space_after = _pt(6)

    def _heading(self, title: str) -> None:
        self._sections += 1
        number = _numeral(self._sections) if self.lang == "zh" else str(self._sections)
        self.page.words(self.say("office.section", number=number, title=title), style="Heading 1")

    def _points(self) -> None:
        self._heading(self.say("briefing.points"))
        for number, point in enumerate(self.view.points, start=1):
            paragraph = self.page.words(f"{number}. ", indent=True)
            self.page.more(paragraph, point)
        if self.view.stale_note:
            note = self.say("office.stale", note=self.view.stale_note)
            self.page.words(note, font=SOFT_FONT, indent=True, ink=LIGHT.warn)

    def _figures(self) -> None:
        self._heading(self.say("briefing.tab_figures"))
        facts = "　".join(f"{name} {value}" for name, value in self.view.facts)
        line = self.page.words(facts, font=SOFT_FONT, size=10, tight=True)
        line.paragraph_format.space_after = _pt(6)
        self.page.table(figure_table("headline", self.view.headline, self.lang, has_units=False))

    def _map(self) -> None:
        view = self.view
        self._heading(view.sheet.title)
        alt = self.say("office.map_alt", unit=unit_name(view.unit, self.lang), title=view.sheet.title)
        picture = map_picture(view, WIDTH_MM, _MAP_MM)
        self.page.picture(picture, WIDTH_MM, _MAP_MM, alt)
        lines = (" · ".join(view.sheet.subtitle), view.approval_line, view.schematic_note)
        self._small(" · ".join(filter(None, lines)), align="center")
        if picture.rest:
            self._small(picture.rest)

    def _section(self, title: str, tables: list[Table], chart: Callable[[], None] | None = None) -> None:
        self._heading(title)
        for table in tables:
            if table.title != title:
                self._subhead(table.title)
            if chart and table.rows:
                chart()
            self._table(table)

    def _subhead(self, title: str) -> None:
        line = self.page.words(title, font=HEAD_FONT, size=12, tight=True, keep=True)
        line.paragraph_format.space_before, line.paragraph_format.space_after = _pt(8), _pt(3)

    def _table(self, table: Table) -> None:
        if not table.rows:
            self.page.words(table.empty, indent=True)
            return
        self.page.table(table)
        if table.note:
            self._small(table.note)

    def _small(self, text: str, align: str = "left", gap: float = 4) -> None:
        line = self.page.words(text, font=TABLE_FONT, size=8.5, ink=LIGHT.ink_soft, align=align, tight=True)
        line.paragraph_format.space_before, line.paragraph_format.space_after = _pt(gap / 2), _pt(gap)

    def _months(self) -> None:
        self.page.chart(months_chart(self.view, 9), 62, self.view.months.title)

    def _classes(self) -> None:
        self.page.chart(classes_chart(self.view.classes, 9), 72, self.view.classes.title)

    def _whistles(self) -> None:
        whistles = self.view.whistles
        self._heading(self.say("briefing.whistles_title"))
        if whistles.figures:
            self.page.table(figure_table("whistle", whistles.figures, self.lang, has_units=False))
            self._small("")
        for table in (whistles.steps, whistles.offices, whistles.themes):
            self._subhead(table.title)
            self._table(table)

    def _about(self) -> None:
        view = self.view
        table = definition_table(view)
        self._section(table.title, [table])
        self._subhead(self.say("briefing.notes_title"))
        for line in view.notes:
            self._small(line, gap=1)
        self._subhead(self.say("briefing.sources_title"))
        sources = [*view.sources, *filter(None, (view.approval_line, view.schematic_note, view.demo_note))]
        if not view.link:
            for line in sources:
                self._small(line, gap=1)
            return
        sources.append(self.say("office.code_hint", code=view.code))
        sources.append(self.say("briefing.scan"))
        self.page.beside(qr_png(view.link), 24, self.say("briefing.scan"), sources)


def _pt(points: float) -> int:
    return int(points * 12_700)


def _numeral(number: int) -> str:
    """1…99 in Chinese: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")
