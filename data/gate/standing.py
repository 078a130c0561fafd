"""Where each delivery stands: told by the releases themselves, so that it cannot contradict them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.gate.book import Entry
from data.release import candidate_facts, current_facts, release_facts
from data.settings import Settings


@dataclass(frozen=True)
class Standing:
    """What the releases of a home folder rest on.

    Attributes
    ----------
    prepared
        Delivery → fingerprint that it had when the candidate was made of it.
    """

    published: frozenset[str]
    prepared: Mapping[str, str]
    ever: frozenset[str]

    def state_of(self, entry: Entry) -> Literal["open", "prepared", "published", "withdrawn"]:
        """Where a delivery stands."""
        if entry.delivery_id in self.published:
            return "published"
        if entry.published_in or entry.delivery_id in self.ever:
            return "withdrawn"
        if self.prepared.get(entry.delivery_id) == entry.fingerprint:
            return "prepared"
        return "open"


def standing(settings: Settings) -> Standing:
    """Ask the releases and the candidate; each file is read once a process."""
    current = current_facts(settings)
    waiting = candidate_facts(settings)
    ever = frozenset(delivery for facts in release_facts(settings) for delivery in facts.deliveries)
    return Standing(
        frozenset(current.deliveries if current else ()),
        {one: waiting.fingerprints[one] for one in waiting.new} if waiting else {},
        ever,
    )
