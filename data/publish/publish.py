"""Publish a delivery: build under a hidden name, verify, seal, rename, then swap the pointer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from data.definitions import parse_definitions, read_definition_texts
from data.pointer import (
    BUILDING,
    RELEASES,
    SCHEMA_VERSION,
    Pointer,
    clear_leftovers,
    journal,
    publisher_lock,
    release_file,
    remove,
    sync_folder,
    write_pointer,
)
from data.publish.build import build_marts, put_info, verify
from data.publish.delivery import CheckReport, connect, report, take_in
from data.publish.progress import Clock, Progress, silent
from data.publish.region_tables import RegionTables, put_macros, put_units
from data.settings import Settings
from data.staging.receive import MANIFEST, of_folder
from geo.static_geometry import write_static_geometry
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
    settings: Settings, folder: Path, *, progress: Progress = silent, received_at: datetime | None = None
) -> PublishReport:
    """Build a release of a delivery and make it current.

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
        When another publish runs, nothing was accepted, or the release contradicts itself.
    RegionError
        When the region folder is unusable.
    """
    with publisher_lock(settings.home):
        (settings.home / RELEASES).mkdir(parents=True, exist_ok=True)
        cleared = clear_leftovers(settings.home)
        release_id = _free_id(settings.home)
        journal(settings.home, "publish_started", release_id=release_id, folder=str(folder), cleared=cleared)
        building = settings.home / RELEASES / f"{BUILDING}{release_id}-{os.getpid()}.duckdb"
        try:
            result = _publish(settings, folder, release_id, building, Clock(progress), received_at)
        except OneMapError as error:
            journal(settings.home, "publish_failed", release_id=release_id, why=error.title)
            raise
        finally:
            for left in building.parent.glob(f"{building.name}*"):
                remove(left)
        journal(
            settings.home, "published", release_id=release_id, incidents=result.incidents, demo=result.is_demo
        )
        return result


def _publish(
    settings: Settings,
    folder: Path,
    release_id: str,
    building: Path,
    clock: Clock,
    received_at: datetime | None,
) -> PublishReport:
    con = connect(building)
    try:
        clock.begin("region")
        tables = RegionTables.load(settings)
        put_macros(con)
        put_units(con, tables)
        take_in(con, tables, of_folder(folder, received_at), clock, keep_in=settings.home / "received")
        clock.begin("marts")
        period = build_marts(con, tables)
        clock.begin("verify")
        verify(con)
        clock.begin("geometry")
        geometry_hash = write_static_geometry(tables.units, tables.region.context, settings.static_dir)
        clock.begin("seal")
        is_demo = (folder / MANIFEST).is_file()
        info = _info(settings, tables, release_id, is_demo)
        info |= {
            "data_from": period.first_day.isoformat(),
            "data_to": period.last_day.isoformat(),
            "calendar_known_until": period.calendar.known_until.isoformat(),
            "case_beyond_calendar": str(period.calendar.cases_beyond),
            "geometry_hash": geometry_hash,
        }
        put_info(con, info)
        incidents = _count(con)
        checked = report(con, clock)
        con.execute("checkpoint")
    finally:
        con.close()
    path = building.with_name(release_file(release_id))
    _seal(building, path)
    clock.begin("point")
    write_pointer(settings.home, Pointer(release_id, path.name, geometry_hash, SCHEMA_VERSION))
    clock.end()
    return PublishReport(release_id, path, incidents, is_demo, period.first_day, period.last_day, checked)


def _free_id(home: Path) -> str:
    moment = datetime.now(UTC)
    while True:
        release_id = moment.strftime("%Y%m%dT%H%M%SZ")
        if not (home / RELEASES / release_file(release_id)).exists():
            return release_id
        moment += timedelta(seconds=1)


def _info(settings: Settings, tables: RegionTables, release_id: str, is_demo: bool) -> dict[str, str]:
    texts = read_definition_texts(settings.region_dir)
    return {
        "release_id": release_id,
        "schema_version": SCHEMA_VERSION,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "region": tables.region.id,
        "region_name": tables.region.name,
        "timezone": tables.timezone,
        "is_demo": "true" if is_demo else "false",
        "definitions_version": parse_definitions(texts).indicators.version,
        **{f"definitions/{name}": text for name, text in texts.items()},
    }


def _count(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("select count(*) from incident").fetchall()[0][0])


def _seal(building: Path, path: Path) -> None:
    """Everything on disk, then the final name: a release that can be seen is whole."""
    with building.open("rb") as stream:
        os.fsync(stream.fileno())
    building.rename(path)
    sync_folder(path.parent)
