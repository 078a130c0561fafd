"""The candidate: a whole release that nobody reads yet. Made in minutes, looked at, then published in an instant."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from data.gate.book import book_lock, read_entry, write_entry
from data.pointer import (
    RELEASES,
    SCHEMA_VERSION,
    Pointer,
    candidate_file,
    clear_leftovers,
    journal,
    note_file,
    publisher_lock,
    read_pointer,
    release_file,
    sync_folder,
    write_json,
    write_pointer,
)
from data.publish.building import Built, build_release, building_file, free_id
from data.publish.plan import Plan, make_plan
from data.publish.progress import STAGES, Clock, Progress, RowsTold, silent, silent_rows
from data.release import candidate_facts, open_candidate
from data.release_facts import Facts, open_file, read_info
from data.retention import apply_locked, policy
from data.settings import Settings
from governance.errors import OneMapError, ReleaseError
from governance.trouble import disk_trouble

__all__ = [
    "Candidate",
    "candidate",
    "discard_candidate",
    "open_candidate",
    "prepare",
    "publish_candidate",
    "rebuild",
]

# A file system without hard links says so in one of these ways.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV, errno.ENOSYS}

PREPARE_STAGES = tuple(stage for stage in STAGES if stage != "point")


@dataclass(frozen=True)
class Candidate:
    """A release that waits to be published.

    Attributes
    ----------
    candidate_id
        The id of the release that it becomes.
    base_release_id
        The release that was current when it was made: the one to compare it with, and the only one that it may
        replace. None when nothing was published.
    delivery_ids
        All that it rests on, in order; `new_ids` are those that the release before does not hold.
    created_at
        UTC.
    starts_fresh
        Whether nothing of the current release goes into it.
    """

    candidate_id: str
    base_release_id: str | None
    delivery_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    created_at: datetime
    by: str
    is_demo: bool
    starts_fresh: bool
    incidents: int
    data_from: date
    data_to: date


def prepare(
    settings: Settings,
    delivery_ids: Sequence[str],
    *,
    by: str,
    fresh: bool = False,
    progress: Progress = silent,
) -> Candidate:
    """Check deliveries and build the release that they would make; it waits until somebody publishes it.

    An earlier candidate goes. Without ids the current release's own deliveries are built again: with the rules,
    definitions and boundaries of now.

    Parameters
    ----------
    fresh
        Leave out the deliveries of the current release.

    Raises
    ------
    ContractError
        When a delivery has no files.
    ReleaseError
        When another publish runs, nothing was accepted, demonstration and real data would mix, there is no room, or
        the release contradicts itself.
    RegionError
        When the region folder is unusable.
    StateError
        When there is no such delivery.
    """
    home = settings.home
    with publisher_lock(home):
        cleared = clear_leftovers(home)
        release_id = free_id(home)
        ids = list(delivery_ids)
        journal(home, "prepare_started", release_id=release_id, deliveries=ids, by=by, cleared=cleared)
        try:
            plan = make_plan(settings, ids, fresh=fresh)
            clock = clock_of(progress, PREPARE_STAGES)
            with building_file(home, release_id) as path:
                seal(settings, build_release(settings, plan, path, release_id, clock, by=by))
        except OneMapError as error:
            journal(home, "prepare_failed", release_id=release_id, by=by, why=error.title)
            raise
        journal(home, "prepared", release_id=release_id, by=by)
    made = candidate(settings)
    assert made is not None, "it was sealed a moment ago"
    return made


def clock_of(progress: Progress, stages: tuple[str, ...]) -> Clock:
    """A clock of these stages that tells rows to a progress that wants them."""
    return Clock(
        progress, stages=stages, told_rows=progress.rows if isinstance(progress, RowsTold) else silent_rows
    )


def seal(settings: Settings, built: Built) -> Path:
    """Give a built release the name of a candidate; one that waited before goes."""
    folder = settings.home / RELEASES
    before = list(folder.glob(candidate_file("*")))
    path = folder / candidate_file(built.release_id)
    built.path.rename(path)
    sync_folder(folder)
    for old in before:
        old.unlink(missing_ok=True)
    return path


def candidate(settings: Settings) -> Candidate | None:
    """The release that waits to be published; None when there is none."""
    told = candidate_facts(settings)
    return None if told is None else _candidate(told)


def _candidate(told: Facts) -> Candidate:
    return Candidate(
        told.release_id, told.compared_with, told.deliveries, told.new, datetime.fromisoformat(told.prepared_at),
        told.prepared_by, told.is_demo, told.starts_fresh, told.incidents, date.fromisoformat(told.data_from),
        date.fromisoformat(told.data_to),
    )  # fmt: skip


def discard_candidate(settings: Settings) -> None:
    """Throw the candidate away, if there is one; its deliveries are open again."""
    with publisher_lock(settings.home):
        clear_leftovers(settings.home)
        for path in (settings.home / RELEASES).glob(candidate_file("*")):
            path.unlink()
            journal(settings.home, "candidate_discarded", release_id=path.stem.removeprefix("candidate-"))


def publish_candidate(settings: Settings, candidate_id: str, *, by: str, why: str) -> Pointer:
    """Make the candidate the current release: it gets its name, then the pointer is swapped.

    Parameters
    ----------
    by, why
        Who publishes it and what for.

    Raises
    ------
    ReleaseError
        When it does not wait any more, another release became current since it was made, its deliveries were changed
        since, or another publish runs.
    """
    with publisher_lock(settings.home):
        clear_leftovers(settings.home)
        told = candidate_facts(settings)
        if told is None or told.release_id != candidate_id:
            raise ReleaseError(
                "待发布的数据不在了 The candidate is gone",
                candidate_id,
                "重新检查一次 Check the delivery again",
            )
        _refuse_if_outdated(settings, told)
        # Asked before: a policy that cannot be read must not follow a publish that went well.
        is_automatic = policy(settings).automatic
        pointer = make_current(settings, told, by=by, why=why)
        if is_automatic:
            with suppress(ReleaseError), disk_trouble(settings.home):
                apply_locked(settings)
        return pointer


def make_current(settings: Settings, told: Facts, *, by: str, why: str) -> Pointer:
    """Publish a sealed candidate; call it with the publisher's lock held."""
    home, release_id = settings.home, told.release_id
    folder = home / RELEASES
    waiting, path = folder / candidate_file(release_id), folder / release_file(release_id)
    with open_file(waiting) as instance:
        geometry_hash = read_info(instance)["geometry_hash"]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    write_json(folder / note_file(release_id), {"published_at": now, "by": by.strip(), "why": why.strip()})
    with disk_trouble(home):
        try:
            # Both names until the pointer is swapped: whoever is killed here has published or not, nothing between.
            os.link(waiting, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            waiting.rename(path)
        sync_folder(folder)
    pointer = Pointer(release_id, path.name, geometry_hash, SCHEMA_VERSION)
    try:
        write_pointer(home, pointer)
    except ReleaseError:
        # Swapped all the same, and only not known to be durable: readers see it, so it counts.
        if read_pointer(home) != pointer:
            raise
    # It is published: what is left to do may be wanting, but makes no failure of it.
    with suppress(ReleaseError), disk_trouble(home):
        waiting.unlink(missing_ok=True)
        journal(
            home, "published", release_id=release_id, incidents=told.incidents, demo=told.is_demo, by=by, why=why,
            deliveries=list(told.deliveries),
        )  # fmt: skip
        _mark_published(settings, told)
    return pointer


def _refuse_if_outdated(settings: Settings, told: Facts) -> None:
    try:
        pointer = read_pointer(settings.home)
    except ReleaseError:
        pointer = None
    current = pointer.release_id if pointer else None
    if current != told.compared_with:
        raise ReleaseError(
            "检查之后另有发布 Another release became current since the check",
            f"{told.compared_with} → {current}",
            "重新检查一次，再发布 Check the deliveries again, then publish",
        )
    for one in told.new:
        if read_entry(settings.home, one).fingerprint != told.fingerprints[one]:
            raise ReleaseError(
                "检查之后报送又改过 The delivery was changed since it was checked", one,
                "重新检查一次，再发布 Check it again, then publish",
            )  # fmt: skip


def _mark_published(settings: Settings, told: Facts) -> None:
    with book_lock(settings.home):
        for one in told.new:
            entry = read_entry(settings.home, one)
            if told.release_id not in entry.published_in:
                published = (*entry.published_in, told.release_id)
                write_entry(settings.home, replace(entry, published_in=published))


def rebuild(settings: Settings, *, by: str, why: str, progress: Progress = silent) -> Pointer:
    """Build the current release again of the same deliveries, by the program, rules and boundaries of now; publish it.

    Raises
    ------
    ReleaseError
        When nothing was published, or as `prepare` and `publish_candidate`.
    """
    made = prepare(settings, (), by=by, progress=progress)
    return publish_candidate(settings, made.candidate_id, by=by, why=why)


def plan_of(settings: Settings, delivery_ids: Sequence[str], *, fresh: bool = False) -> Plan:
    """What `prepare` would build, without building it: which deliveries, and whether it would start fresh."""
    return make_plan(settings, delivery_ids, fresh=fresh)
