"""The months of a briefing as shares of an axis: what the pages and the interactive map draw alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from views.briefing.model import BriefingView, Cell
from views.words import fmt_int, fmt_rate

_STEPS = (1.0, 2.0, 5.0, 10.0)
_MOST_STEPS = 4


@dataclass(frozen=True)
class Trend:
    """Bars, ticks and a line over the months; heights are shares (0–1) of the axis, None where nothing is known.

    Attributes
    ----------
    shown
        Whether the month belongs to the period of the briefing.
    bars, before
        Cases received, and those of the same month a year before.
    grid
        (share, words) of the lines of the axis.
    rate
        The rate closed on time between its own lowest (0) and highest (1) month.
    names
        Of the bars, the ticks and the line.
    """

    labels: tuple[str, ...]
    shown: tuple[bool, ...]
    bars: tuple[float | None, ...]
    texts: tuple[str, ...]
    before: tuple[float | None, ...]
    grid: tuple[tuple[float, str], ...]
    rate: tuple[float | None, ...]
    rates: tuple[str, ...]
    names: tuple[str, str, str]

    @property
    def has_before(self) -> bool:
        """Whether any month has one a year before."""
        return any(share is not None for share in self.before)

    @property
    def has_rate(self) -> bool:
        """Whether any month has a rate."""
        return any(share is not None for share in self.rate)


def trend_of(view: BriefingView) -> Trend:
    """The table of months as shares of its axis."""
    table = view.months
    received, before = table.column("received"), table.column("year_before")
    rates: Sequence[Cell] = [Cell("")] * len(received)
    if any(column.key == "on_time_rate" for column in table.columns):
        rates = table.column("on_time_rate")
    top, steps = axis(max((cell.value or 0.0 for cell in (*received, *before)), default=0.0))
    known = [cell.value for cell in rates if cell.value is not None]
    low = min(known, default=0.0)
    span = (max(known, default=1.0) - low) or 1.0
    months = [int(cell.value or 0) for cell in table.column("month")]
    names = {column.key: column.name for column in table.columns}
    return Trend(
        labels=tuple(_label(month, place == 0, view) for place, month in enumerate(months)),
        shown=tuple(view.period.first <= month <= view.period.last for month in months),
        bars=tuple(_share(cell, top) for cell in received),
        texts=tuple(cell.text for cell in received),
        before=tuple(_share(cell, top) for cell in before),
        grid=tuple((step / top, fmt_int(step)) for step in steps),
        rate=tuple(None if cell.value is None else (cell.value - low) / span for cell in rates),
        rates=tuple("" if cell.value is None else fmt_rate(cell.value, 1, "%") for cell in rates),
        names=(names["received"], names["year_before"], names.get("on_time_rate", "")),
    )


def axis(highest: float) -> tuple[float, tuple[float, ...]]:
    """Upper end of an axis from 0 and its round whole steps, at most four."""
    if highest < 1:
        return 1.0, (1.0,)
    size = 10.0 ** floor(log10(highest / _MOST_STEPS)) if highest > _MOST_STEPS else 1.0
    step = next(size * times for times in _STEPS if highest / (size * times) <= _MOST_STEPS)
    return highest, tuple(step * (i + 1) for i in range(int(highest // step)))


def _share(cell: Cell, top: float) -> float | None:
    return None if cell.value is None else cell.value / top


def _label(month: int, is_first: bool, view: BriefingView) -> str:
    """The month alone; with its year where one begins."""
    year, index = divmod(month, 12)
    with_year = is_first or index == 0
    if view.lang == "zh":
        return f"{year % 100:02d}年{index + 1}月" if with_year else f"{index + 1}月"
    return f"{index + 1:02d}/{year % 100:02d}" if with_year else f"{index + 1:02d}"
