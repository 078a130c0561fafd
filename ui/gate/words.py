"""Sizes, moments and spans of time as the gate tells them."""

from __future__ import annotations

import re

from data.gate.deliveries import Delivery
from ui.text import fmt_int, fmt_rate, t

_STEPS = ("B", "KB", "MB", "GB")
_MINUTE, _HOUR = 60, 3600
# What a label of Streamlit's would take for markup of its own.
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!~:$|<>&])")


def size(count: int) -> str:
    """A number of bytes as people read it."""
    value, step = float(count), 0
    while value >= 1024 and step < len(_STEPS) - 1:
        value, step = value / 1024, step + 1
    return fmt_rate(value, 0 if step < 2 else 1, _STEPS[step])


def counted(key: str, count: int) -> str:
    """A number of things in words: one is told otherwise than many."""
    return t(f"{key}_one" if count == 1 else key, count=fmt_int(count))


def delivery_title(own: Delivery) -> str:
    """What a delivery is called: its note, else its first file and how many more."""
    if own.note or not own.files:
        return own.note or t("gate.delivery")
    first = own.files[0].name.rpartition("/")[2]
    return first + (t("gate.and_more", count=len(own.files)) if len(own.files) > 1 else "")


def span(seconds: float) -> str:
    """A span of time in words, rounded up: it is a promise."""
    if seconds < _MINUTE:
        return t("gate.seconds", count=max(1, round(seconds)))
    if seconds < _HOUR:
        return t("gate.minutes", count=-(-round(seconds) // _MINUTE))
    return t("gate.hours", count=fmt_rate(seconds / _HOUR, 1))


def plain(text: str) -> str:
    """A text of the data for a label: shown as it stands, whatever signs it holds."""
    return _MARKS.sub(r"\\\1", text)
