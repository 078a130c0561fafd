"""The mark on everything that rests on a late feed: quiet, but with words, so that no figure passes for fresh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

from ui.text import fmt_date, fmt_int, pick, t
from ui.theme import kept_params
from views.basis import Basis
from views.staleness import FeedState, stale_feeds

# Feeds that the line at the foot of a screen names before it only counts the rest.
_NAMED = 3
_CLOCK = '<i aria-hidden="true"></i>'  # Its shape is the style's.
# Id of a figure → the mark beside its name, or nothing.
Marks = Callable[[str], str]


def stale_mark(on: Basis, *names: str, department: str = "", brief: bool = False) -> str:
    """Mark beside the title of a panel, as markup; nothing while every feed that it rests on keeps its promise.

    Parameters
    ----------
    names
        What the panel shows: indicators, measures or data sets (`views.staleness.datasets_of`).
    department
        The panel shows the cases of this department alone.
    brief
        Only the sign: the words stand beside another mark close by. They are in its title all the same.
    """
    feeds = stale_feeds(on, names, department=department)
    if not feeds:
        return ""
    words = escape(_title(feeds))
    shown = "" if brief else f"<span>{escape(_since(feeds))}</span>"
    return f'<em class="om-stale" role="note" tabindex="0" title="{words}" aria-label="{words}">{_CLOCK}{shown}</em>'


def stale_marks(on: Basis, *, department: str = "", worded: str = "") -> Marks:
    """What a panel of figures needs to mark each of them by its id; only the one called `worded` says since when."""

    def mark(figure_id: str) -> str:
        return stale_mark(on, figure_id, department=department, brief=figure_id != worded)

    return mark


def stale_words(on: Basis, *names: str, department: str = "") -> str:
    """The words of `stale_mark` as plain text, for lists that take no markup; nothing while all is fresh."""
    feeds = stale_feeds(on, names, department=department)
    return _since(feeds) if feeds else ""


def stale_line(on: Basis, *names: str, department: str = "") -> str:
    """The late feeds behind a screen, named with the day since when, and the way to what is owed; markup, or nothing."""
    feeds = stale_feeds(on, names, department=department)
    if not feeds:
        return ""
    named = t("stale.between").join(feed_words(state) for state in feeds[:_NAMED])
    rest = t("stale.more", count=fmt_int(len(feeds) - _NAMED)) if len(feeds) > _NAMED else ""
    query = urlencode(kept_params())
    href = escape(f"exchange?{query}" if query else "exchange")
    return (
        f'<div class="om-stale-line" role="status">{_CLOCK}<b>{t("stale.title")}</b>'
        f"<span>{escape(named)}{escape(rest)}</span>"
        f'<a class="om-link" href="{href}" target="_self">{t("stale.to_exchange")}</a></div>'
    )


def feed_words(state: FeedState) -> str:
    """One late feed in a sentence: whose, what, since when."""
    whose = pick(state.department.name, state.department.name_en)
    what = pick(state.feed.name, state.feed.name_en)
    if state.late_days is None:
        return t("stale.never", department=whose, feed=what)
    day, days = fmt_date(state.due_on), fmt_int(state.late_days)
    return t("stale.late", department=whose, feed=what, day=day, days=days)


def _title(feeds: Sequence[FeedState]) -> str:
    return t("stale.rests_on", feeds=t("stale.between").join(feed_words(state) for state in feeds))


def _since(feeds: Sequence[FeedState]) -> str:
    """Since when the panel is not fresh: the first promise that was broken."""
    days = [state.due_on for state in feeds if state.due_on is not None]
    return t("stale.since", day=_short(min(days), feeds[0].today)) if days else t("stale.incomplete")


def _short(day: date, today: date) -> str:
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()
