"""Whistles in a briefing: how they were answered, how far they came, which departments owe."""

from __future__ import annotations

from views.briefing.headline import headline
from views.briefing.model import Cell, Column, Row, Table, Whistles
from views.briefing.scope import Scope, count_cell
from views.figures import Figure, count_figure
from views.whistles.board import WhistleBoard, whistle_board
from views.whistles.filter import WhistleFilter
from views.whistles.rows import OfficeRow, Share, ThemeRow
from views.words import fmt_rate

MOST_OFFICES, MOST_THEMES = 10, 8
_MINUTES = 60


def board_of(scope: Scope) -> WhistleBoard:
    """The board of the briefing's unit, as its screen shows it."""
    return whistle_board(scope.basis, scope.state, WhistleFilter(), scope.lang)


def whistles_of(scope: Scope) -> Whistles:
    """Everything that a briefing says of whistles."""
    board = board_of(scope)
    figures = (_blown(scope), *board.figures, _overdue(scope))
    return Whistles(
        tuple(headline(scope, figure) for figure in figures),
        _steps(scope, board),
        _offices(scope, board),
        _themes(scope, board),
    )


def _blown(scope: Scope) -> Figure:
    registry = scope.basis.definitions.indicators
    return count_figure("whistles", scope.parts, scope.parts_then, scope.lang, registry)


def _overdue(scope: Scope) -> Figure:
    figure = count_figure("whistle_overdue", scope.parts, None, scope.lang)
    return Figure(
        id=figure.id, name=scope.word("whistle_overdue"), value=figure.value, unit=scope.word("whistle_unit"),
        digits=0, direction="down", definition="", is_state=True,
    )  # fmt: skip


def _share(scope: Scope, share: Share) -> Cell:
    few = f" {scope.word('few')}" if share.is_few else ""
    return Cell(
        fmt_rate(share.percent, 2, "%"),
        share.percent,
        "faint" if share.is_few else "plain",
        f"{share.part:,}/{share.whole:,}{few}" if share.whole else "",
    )


def _steps(scope: Scope, board: WhistleBoard) -> Table:
    rows = tuple(
        Row(
            step.id,
            (
                Cell(scope.word(f"step_{step.id}")),
                count_cell(step.count),
                Cell(fmt_rate(step.share.percent, 1, "%"), step.share.percent),
            ),
        )
        for step in board.steps
    )
    columns = (
        Column("step", scope.word("step"), "text", width=1.6),
        Column("whistles", scope.word("whistle_unit"), width=0.6),
        Column("share", scope.word("step_share"), unit="%", digits=1, width=1.3),
    )
    return Table(
        "steps", scope.word("steps_title"), columns, rows if board.totals["blown"] else (), len(rows),
        scope.word("steps_note", day=scope.data_day), scope.word("steps_empty"),
    )  # fmt: skip


def _offices(scope: Scope, board: WhistleBoard) -> Table:
    owing = sorted((o for o in board.offices if o.overdue), key=lambda o: (-o.overdue, o.code))

    def row(office: OfficeRow) -> Row:
        hours = None if office.late_minutes is None else office.late_minutes / _MINUTES
        return Row(
            office.code,
            (
                Cell(office.name),
                count_cell(office.overdue, "bad"),
                count_cell(office.unreported),
                _share(scope, office.in_time),
                Cell(fmt_rate(hours, 1), hours),
            ),
        )

    columns = (
        Column("office", scope.word("office"), "text", width=1.6),
        Column("overdue", scope.word("owing")),
        Column("unreported", scope.word("unreported")),
        Column("in_time", scope.word("in_time"), unit="%", digits=2, width=1.9),
        Column("late", scope.word("late_median"), unit=scope.word("work_hours"), digits=1, width=1.2),
    )
    return Table(
        "offices", scope.word("offices_title"), columns, tuple(row(o) for o in owing[:MOST_OFFICES]),
        len(owing), scope.word("offices_note", day=scope.data_day), scope.word("offices_empty"),
    )  # fmt: skip


def _themes(scope: Scope, board: WhistleBoard) -> Table:
    def row(theme: ThemeRow) -> Row:
        cells = (
            Cell(theme.name),
            count_cell(theme.blown),
            _share(scope, theme.solved),
            count_cell(theme.overdue, "bad" if theme.overdue else "plain"),
        )
        return Row(theme.code, cells)

    columns = (
        Column("theme", scope.word("theme"), "text", width=1.6),
        Column("blown", scope.word("blown"), unit=scope.word("whistle_unit")),
        Column("solved", scope.word("solved"), unit="%", digits=2, width=2.1),
        Column("overdue", scope.word("owing"), unit=scope.word("whistle_unit")),
    )
    rows = tuple(row(theme) for theme in board.themes[:MOST_THEMES])
    return Table(
        "themes",
        scope.word("themes_title"),
        columns,
        rows,
        len(board.themes),
        empty=scope.word("steps_empty"),
    )
