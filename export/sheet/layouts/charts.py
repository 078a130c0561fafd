"""The panels of bars beside the map: units beside their peers, classes of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from export.sheet.layouts.block import heading, heading_height, write
from export.sheet.layouts.keys import band_sample
from export.sheet.scene import Scene
from export.sheet.style import Style
from export.sheet.typeset import Weight, width
from views.city_map import ClassCount
from views.names import Lang
from views.sheet.view import CategoryKey, RankRow, SheetView
from views.words import fmt_int, word

FEWEST_ROWS = 3
# Rows where there is room to spare, in design units.
HIGHEST_ROW = 9.0


def _larger(row: float) -> float:
    """How much larger the letters of higher rows are."""
    return 1 + max(row - 5.9, 0.0) * 0.09


@dataclass(frozen=True)
class _Group:
    """Rows of one category, or all rows where categories are not told apart."""

    key: CategoryKey | None
    rows: tuple[RankRow, ...]


@dataclass(frozen=True)
class Ranking:
    """Bars of units beside their peers; units of different categories stand under their own category."""

    view: SheetView
    style: Style
    lang: Lang
    most: int
    columns: int = 1
    row: float = 5.9
    give_way: int = 4

    def smaller(self) -> Ranking | None:
        """One row less in the longest group."""
        shown = sum(len(group.rows) for group in self._groups)
        return replace(self, most=shown - 1) if shown > FEWEST_ROWS + 2 * (len(self._groups) - 1) else None

    def taller(self, spare: float) -> Ranking:
        """Higher rows with larger letters."""
        rows = max((sum(len(group.rows) for group in groups) for groups in self._columns()), default=0)
        row = min(self.row + spare / self.style.unit / max(rows, 1), HIGHEST_ROW)
        return replace(self, row=max(self.row, row))

    @property
    def _row(self) -> float:
        return self.style.mm(self.row)

    def _type(self, step: str) -> float:
        return self.style.type(step) * _larger(self.row)

    @property
    def _groups(self) -> list[_Group]:
        """Groups in the order of the view, cut at the end of whichever is longest until `most` rows are left."""
        keys = {key.code: key for key in self.view.categories}
        groups: dict[str | None, list[RankRow]] = {}
        for row in self.view.ranking:
            groups.setdefault(row.category if row.category in keys else None, []).append(row)
        if len(groups) < 2:
            keys = {}
        lists = list(groups.items())
        while sum(len(rows) for _, rows in lists) > max(self.most, len(lists)):
            longest = max(range(len(lists)), key=lambda at: (len(lists[at][1]), at))
            cut = [at for at, row in enumerate(lists[longest][1]) if not row.is_scope]
            lists[longest][1].pop(cut[-1] if cut else -1)
        return [_Group(keys.get(code or ""), tuple(rows)) for code, rows in lists]

    def _columns(self) -> list[list[_Group]]:
        """Groups in the columns, in their order, filled to the same height as far as it goes."""
        groups = self._groups
        if self.columns == 1:
            return [groups]
        if len(groups) == 1:
            rows, per = groups[0].rows, -(-len(groups[0].rows) // self.columns)
            return [[_Group(None, rows[at : at + per])] for at in range(0, len(rows), per)]
        per = -(-len(groups) // self.columns)
        return [groups[at : at + per] for at in range(0, len(groups), per)]

    def _tall(self, groups: Sequence[_Group]) -> float:
        rows = sum(len(group.rows) for group in groups)
        keys = sum(1 for group in groups if group.key)
        return rows * self._row + keys * self.style.mm(5.6) + max(keys - 1, 0) * self.style.mm(2)

    @property
    def _more(self) -> str:
        """How many of how many are listed, where some are not and the view knows how many there are."""
        shown, codes = sum(len(group.rows) for group in self._groups), {row.code for row in self.view.ranking}
        total = len(codes)
        if codes <= set(self.view.map.units["code"]):
            total = len(self.view.map.units)
        elif not codes <= set(self.view.map.districts["code"]):
            return ""
        if shown >= len(codes):
            return ""
        return word("sheet_layout.ranking_more", self.lang, n=shown, total=fmt_int(total))

    def height(self, _: float) -> float:
        """Height at any width."""
        more = self.style.mm(5) if self._more else 0.0
        return (
            heading_height(self.style)
            + max(map(self._tall, self._columns()), default=0.0)
            + more
            - self.style.mm(0.4)  # the last row needs no gap below it, but room for the tail of a "y"
        )

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style = self.style
        heading(scene, style, x, y, self.view.ranking_title, room)
        y += heading_height(style)
        gap = style.mm(8)
        wide = (room - gap * (self.columns - 1)) / self.columns
        foot = y
        for number, groups in enumerate(self._columns()):
            foot = max(foot, self._column(scene, groups, x + number * (wide + gap), y, wide))
        if self._more:
            write(
                scene, x, foot + style.mm(0.6), self._more, style.type("micro"), style.ink_faint, width=room
            )

    def _column(self, scene: Scene, groups: Sequence[_Group], x: float, y: float, room: float) -> float:
        style, size = self.style, self._type("body")
        rows = [row for group in self._groups for row in group.rows]
        names = min(max((width(row.name, size, 700) for row in rows), default=0.0), room * 0.5)
        values = max((width(self._value(row), self._type("small"), 700) for row in rows), default=0.0)
        most = max((row.value or 0.0 for row in self.view.ranking), default=0.0)
        bars = room - names - values - style.mm(4.5)
        for number, group in enumerate(groups):
            if group.key:
                y += style.mm(2) if number else 0.0
                band_sample(scene, style, group.key.code, x, y + style.mm(2), style.mm(6))
                write(
                    scene,
                    x + style.mm(8),
                    y + style.mm(0.3),
                    group.key.name,
                    style.type("small"),
                    style.ink_soft,
                    width=room - style.mm(8),
                )
                y += style.mm(5.6)
            for row in group.rows:
                self._bar(scene, row, x, y, names, bars * (row.value or 0.0) / most if most > 0 else 0.0)
                y += self._row
        return y

    def _value(self, row: RankRow) -> str:
        few = word("sheet_layout.few", self.lang)
        return f"{row.value_text} {few}" if row.is_few and row.value is not None else row.value_text

    def _bar(self, scene: Scene, row: RankRow, x: float, y: float, names: float, length: float) -> None:
        style, size, small = self.style, self._type("body"), self._type("small")
        weight: Weight = 700 if row.is_scope else 400
        middle = y + self._row / 2 - style.mm(0.3)
        write(scene, x, middle - size * 0.52, row.name, size, style.ink, weight=weight, width=names)
        left = x + names + style.mm(2.5)
        if length > 0:
            fill = style.accent if row.is_scope else self._ink(row)
            scene.rect(
                left,
                middle - style.mm(1.55) * _larger(self.row),
                max(length, style.mm(0.3)),
                style.mm(3.1) * _larger(self.row),
                fill=fill,
                fill_opacity=0.5 if row.is_few else 0.9,
            )
        scene.text(
            left + length + style.mm(1.5),
            middle + small * 0.36,
            self._value(row),
            small,
            weight=weight,
            ink=style.ink if not row.is_few else style.ink_soft,
        )

    def _ink(self, row: RankRow) -> str:
        if self.style.name == "grey":
            return self.style.ramp[3]
        return self.style.hue(row.category) if len(self._groups) > 1 else self.style.ramp[3]


@dataclass(frozen=True)
class Classes:
    """Classes of cases, most first, as bars."""

    classes: tuple[ClassCount, ...]
    title: str
    style: Style
    most: int = 8
    row: float = 5.7
    give_way: int = 6

    def smaller(self) -> Classes | None:
        """One class less."""
        shown = min(self.most, len(self.classes))
        return replace(self, most=shown - 1) if shown > FEWEST_ROWS else None

    def taller(self, spare: float) -> Classes:
        """Higher rows with larger letters."""
        rows = min(self.most, len(self.classes))
        return replace(
            self, row=max(self.row, min(self.row + spare / self.style.unit / max(rows, 1), HIGHEST_ROW))
        )

    @property
    def _row(self) -> float:
        return self.style.mm(self.row)

    def _type(self, step: str) -> float:
        return self.style.type(step) * _larger(self.row)

    def height(self, _: float) -> float:
        """Height at any width."""
        return heading_height(self.style) + min(self.most, len(self.classes)) * self._row - self.style.mm(0.3)

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style, size, small = self.style, self._type("body"), self._type("small")
        heading(scene, style, x, y, self.title, room)
        y += heading_height(style)
        shown = self.classes[: self.most]
        names = min(max(width(one.name, size, 400) for one in shown), room * 0.45)
        values = max(width(fmt_int(one.received), small, 400) for one in shown)
        bars, most = room - names - values - style.mm(4.5), max(1, *(one.received for one in shown))
        for one in shown:
            middle = y + self._row / 2 - style.mm(0.3)
            write(scene, x, middle - size * 0.52, one.name, size, style.ink, width=names)
            left, length = x + names + style.mm(2.5), bars * one.received / most
            if length > 0:
                scene.rect(
                    left, middle - style.mm(1.3), max(length, style.mm(0.3)), style.mm(2.6), fill=style.bars
                )
            scene.text(
                left + length + style.mm(1.5),
                middle + small * 0.36,
                fmt_int(one.received),
                small,
                ink=style.ink,
            )
            y += self._row
