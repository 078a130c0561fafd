"""What the demonstration needs of the calendar beside the product's own clock."""

from __future__ import annotations

from datetime import date

from governance.calendar import epoch_day
from governance.working_time import DAY, WorkClock

__all__ = ["DAY", "WorkCalendar", "epoch_day", "spring_festival"]

#: Invented times are reckoned on the product's clock, so that limits end where the product says they do.
WorkCalendar = WorkClock

#: First day of the lunar year (春节); other years take 5 February.
_SPRING_FESTIVAL = {
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
    2034: (2, 19), 2035: (2, 8), 2036: (1, 28),
}  # fmt: skip


def spring_festival(year: int) -> date:
    """First day of the lunar year that begins in `year`, for the rush before it; no day is free by this."""
    return date(year, *_SPRING_FESTIVAL.get(year, (2, 5)))
