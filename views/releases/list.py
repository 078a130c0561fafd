"""The list of releases: who published what and why, which one is current, what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from data.gate.deliveries import Delivery, deliveries
from data.release import ReleaseEntry, releases
from data.settings import Settings


@dataclass(frozen=True)
class ListedRelease:
    """One release of the list.

    Attributes
    ----------
    published_at
        UTC.
    added
        Deliveries that it holds and its parent does not.
    rows_more
        Cases more (or fewer) than in its parent; None without one.
    can_be_current
        Whether it may be rolled back to: it is not the current one.
    """

    entry: ReleaseEntry
    published_at: datetime | None
    data_from: date | None
    data_to: date | None
    added: tuple[Delivery, ...]
    n_deliveries: int
    rows_more: int | None

    @property
    def release_id(self) -> str:
        """Its id."""
        return self.entry.release_id


def listed_releases(settings: Settings | None = None) -> tuple[ListedRelease, ...]:
    """All releases, the latest first."""
    settings = settings or Settings.from_env()
    entries = releases(settings)
    known = {own.delivery_id: own for own in deliveries(settings)}
    by_id = {entry.release_id: entry for entry in entries}
    return tuple(_listed(entry, by_id.get(entry.parent or ""), known) for entry in entries)


def _listed(entry: ReleaseEntry, parent: ReleaseEntry | None, known: dict[str, Delivery]) -> ListedRelease:
    before = frozenset(parent.deliveries) if parent else frozenset()
    added = tuple(known[own] for own in entry.deliveries if own not in before and own in known)
    return ListedRelease(
        entry,
        moment_of(entry.published_at),
        _day(entry.data_from),
        _day(entry.data_to),
        added,
        len(entry.deliveries),
        entry.incidents - parent.incidents if parent else None,
    )


def first_release_of(settings: Settings, delivery_id: str) -> ReleaseEntry | None:
    """The release that a delivery came in with, or None."""
    holding = [entry for entry in releases(settings) if delivery_id in entry.deliveries]
    return holding[-1] if holding else None


def earlier(found: Sequence[ListedRelease], release_id: str) -> ListedRelease | None:
    """The release just before another one, by time; None for the first."""
    ids = [own.release_id for own in found]
    at = ids.index(release_id) + 1 if release_id in ids else len(ids)
    return found[at] if at < len(found) else None


def moment_of(text: str) -> datetime | None:
    """A moment as a release tells it, UTC; None where it does not."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
