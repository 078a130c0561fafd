"""Moments as the book of exports writes them."""

from __future__ import annotations

from datetime import datetime


def moment(text: str) -> datetime | None:
    """A moment in ISO, UTC; None for what is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
