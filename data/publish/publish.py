"""Publish a folder in one go: its files become the only delivery of a new release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from data.gate.deliveries import add_file, discard, open_delivery
from data.pointer import RELEASES, clear_leftovers, journal, publisher_lock, release_file
from data.publish.building import build_release, building_file, free_id
from data.publish.candidate import clock_of, make_current, seal
from data.publish.delivery import CheckReport
from data.publish.plan import make_plan
from data.publish.progress import STAGES, Progress, silent
from data.release_facts import facts
from data.settings import Settings
from data.staging.receive import MANIFEST, of_folder
from governance.errors import OneMapError


@dataclass(frozen=True, eq=False)
class PublishReport:
    """A new release and what was found on the way."""

    release_id: str
    file: Path
    incidents: int
    is_demo: bool
    data_from: date
    data_to: date
    check: CheckReport


def publish(
    settings: Settings,
    folder: Path,
    *,
    progress: Progress = silent,
    received_at: datetime | None = None,
    by: str = "",
    why: str = "",
) -> PublishReport:
    """Build a release of a folder alone and make it current; what was published before does not go into it.

    Until the pointer is swapped at the very end, readers see the release before. A crash at any point leaves that
    one serving; the next publish clears what was left.

    Parameters
    ----------
    folder
        The delivery. A ``demo_manifest.json`` in it marks the release as demonstration.
    received_at
        When the delivery came (UTC, no zone); now, when None.

    Raises
    ------
    ContractError
        When the folder holds no files.
    ReleaseError
        When another publish runs, nothing was accepted, there is no room, or the release contradicts itself.
    RegionError
        When the region folder is unusable.
    """
    home = settings.home
    with publisher_lock(home):
        cleared = clear_leftovers(home)
        release_id = free_id(home)
        journal(home, "publish_started", release_id=release_id, folder=str(folder), cleared=cleared)
        try:
            return _publish(settings, folder, release_id, progress, received_at, by, why)
        except OneMapError as error:
            journal(home, "publish_failed", release_id=release_id, why=error.title)
            raise


def _publish(
    settings: Settings,
    folder: Path,
    release_id: str,
    progress: Progress,
    received_at: datetime | None,
    by: str,
    why: str,
) -> PublishReport:
    files = of_folder(folder, received_at)
    one = open_delivery(
        settings, by=by, is_demo=(folder / MANIFEST).is_file(), received_at=files[0].received_at
    )
    try:
        for file in files:
            add_file(settings, one.delivery_id, file.name, file.path)
        plan = make_plan(settings, [one.delivery_id], fresh=True)
        clock = clock_of(progress, tuple(STAGES))
        with building_file(settings.home, release_id) as path:
            built = build_release(settings, plan, path, release_id, clock, by=by)
            waiting = seal(settings, built)
    except OneMapError:
        # Its folder is still there; nobody else knows of this delivery.
        discard(settings, one.delivery_id)
        raise
    clock.begin("point")
    make_current(settings, facts(waiting), by=by, why=why)
    clock.end()
    path = settings.home / RELEASES / release_file(release_id)
    return PublishReport(
        release_id, path, built.incidents, plan.is_demo, built.first_day, built.last_day, built.check
    )
