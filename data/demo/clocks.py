"""Times as departments write them: five ways, each from local seconds since 1970."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

import numpy as np

from data.demo.lifecycle import NEVER
from data.demo.places import Index
from data.demo.workdays import DAY

Cell = str | int | float | None
Clock = Callable[[Index], list[Cell]]

_EXCEL_DAY_OF_1970 = 25_569


@cache
def _day_texts(first: int, last: int, way: str) -> list[str]:
    days = [date(1970, 1, 1) + timedelta(days=n) for n in range(first, last + 1)]
    if way == "dash":
        return [d.isoformat() for d in days]
    if way == "slash":
        return [f"{d.year}/{d.month}/{d.day}" for d in days]
    return [f"{d.year}年{d.month}月{d.day}日" for d in days]


@cache
def _second_texts(seconds: bool) -> list[str]:
    if seconds:
        return [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]
    return [f"{m // 60:02d}:{m % 60:02d}" for m in range(DAY // 60)]


def _split(at: Index) -> tuple[list[int], list[int], list[bool], int, int]:
    """Day (counted from the first one), second of the day, whether the time has come, first and last day."""
    come = at != NEVER
    day, second = np.divmod(np.where(come, at, at[come].min() if come.any() else 0), DAY)
    first, last = int(day.min(initial=10**6)), int(day.max(initial=0))
    return (day - first).tolist(), second.tolist(), come.tolist(), first, last


def _texts(at: Index, joint: str, end: str, with_seconds: bool) -> list[Cell]:
    if not len(at):
        return []
    day, second, come, first, last = _split(at)
    days, clock = _day_texts(first, last, "dash"), _second_texts(with_seconds)
    unit = 1 if with_seconds else 60
    return [
        days[d] + joint + clock[s // unit] + end if c else None
        for d, s, c in zip(day, second, come, strict=True)
    ]


def seconds(at: Index) -> list[Cell]:
    """``2026-03-05 14:23:11``."""
    return _texts(at, " ", "", True)


def minutes(at: Index) -> list[Cell]:
    """``2026-03-05 14:23``."""
    return _texts(at, " ", "", False)


def iso(at: Index) -> list[Cell]:
    """``2026-03-05T14:23:11+08:00``."""
    return _texts(at, "T", "+08:00", True)


def serial(at: Index) -> list[Cell]:
    """Excel's own numbers of days, to the second."""
    come = (at != NEVER).tolist()
    return [s if c else None for s, c in zip((at / DAY + _EXCEL_DAY_OF_1970).tolist(), come, strict=True)]


def chinese_dates(at: Index) -> list[Cell]:
    """Dates only, in turn 2026/3/5, 2026年3月5日 and Excel's own number: by the day, as if typed by hand."""
    if not len(at):
        return []
    day, _, come, first, last = _split(at)
    slash, words = _day_texts(first, last, "slash"), _day_texts(first, last, "words")
    result: list[Cell] = []
    for row, (d, c) in enumerate(zip(day, come, strict=True)):
        way = (row * 7 + d) % 3
        number = float(d + first + _EXCEL_DAY_OF_1970)
        result.append(None if not c else slash[d] if way == 0 else words[d] if way == 1 else number)
    return result


CLOCKS: Mapping[str, Clock] = {
    "seconds": seconds,
    "minutes": minutes,
    "iso": iso,
    "serial": serial,
    "chinese_dates": chinese_dates,
}

#: A date that no calendar knows, as each clock would write it.
NO_SUCH_DATE: Mapping[str, str] = {
    "seconds": "{year}-13-45 09:15:00",
    "minutes": "{year}-13-45 09:15",
    "iso": "{year}-13-45T09:15:00+08:00",
    "serial": "{year}-13-45 09:15:00",
    "chinese_dates": "{year}年13月45日",
}
