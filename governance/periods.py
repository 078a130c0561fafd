"""Periods are runs of whole months; a month is the integer ``year * 12 + month - 1``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from governance.errors import StateError

Preset = Literal["month", "quarter", "half", "year", "all"]
PRESET_MONTHS: dict[Preset, int | None] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "all": None}

_PERIOD = re.compile(r"^(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?$")


def month_index(year: int, month: int) -> int:
    """Integer of a month, so that differences count months."""
    if not 1 <= month <= 12:
        raise StateError("没有这个月 No such month", f"{year}-{month:02d}", "月份应为 a month is 01–12")
    return year * 12 + month - 1


def month_text(index: int) -> str:
    """``2026-10`` for the integer of October 2026."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from `first` to `last`, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise StateError("时段颠倒 Period reversed", str(self), "起始月不晚于结束月 start before end")

    @property
    def months(self) -> int:
        """Number of months."""
        return self.last - self.first + 1

    @property
    def previous(self) -> Period:
        """The period of the same length just before."""
        return Period(self.first - self.months, self.first - 1)

    def within(self, other: Period) -> bool:
        """Whether every month of this period is one of `other`."""
        return other.first <= self.first and self.last <= other.last

    def __str__(self) -> str:
        first = month_text(self.first)
        return first if self.months == 1 else f"{first}..{month_text(self.last)}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026-10`` or ``2026-08..2026-10``.

        Raises
        ------
        StateError
            When the text is neither, or the months are impossible or reversed.
        """
        match = _PERIOD.match(text)
        if not match:
            raise StateError(
                "时段无法识别 Period not understood", text, "写作 write 2026-10 or 2026-08..2026-10"
            )
        y0, m0, y1, m1 = match.groups()
        first = month_index(int(y0), int(m0))
        return cls(first, month_index(int(y1), int(m1)) if y1 else first)

    @classmethod
    def preset(cls, name: Preset, available: Period) -> Period:
        """The last month, quarter (3), half (6) or year (12) of what is available, or all of it."""
        length = PRESET_MONTHS[name]
        first = available.first if length is None else max(available.first, available.last - length + 1)
        return cls(first, available.last)
