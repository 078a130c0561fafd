"""Build a release of deliveries under a hidden name: all but the name that makes it count."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from data.definitions import parse_definitions, read_definition_texts
from data.gate.deliveries import incoming
from data.gate.mappings import saved
from data.gate.settled import keep_mappings
from data.pointer import BUILDING, RELEASES, SCHEMA_VERSION, candidate_file, release_file, remove
from data.publish.build import build_marts, put_info, verify
from data.publish.delivery import CheckReport, connect, put_deliveries, report, take_in
from data.publish.plan import Plan
from data.publish.progress import Clock
from data.publish.region_tables import RegionTables, put_macros, put_units
from data.publish.report_file import write_delivery_report
from data.region_layers import STORED_LEVELS
from data.settings import Settings
from geo.static_geometry import write_static_geometry
from governance.trouble import disk_full, disk_trouble

# Text of every row, and words of every problem: big, and told in other tables by now.
_READ_AGAIN_BY_NOBODY = (
    "staged_incident",
    "staged_event",
    "staged_whistle",
    "staged_time",
    "found",
    "problem_of_row",
)
# What DuckDB says when a write fails for want of room.
_NO_ROOM = (
    "No space left",
    "File too large",
    "Disk quota",
    "not enough disk space",
    "max_temp_directory_size",
)


@dataclass(frozen=True, eq=False)
class Built:
    """A release that is whole, on disk, under its hidden name."""

    release_id: str
    path: Path
    geometry_hash: str
    incidents: int
    first_day: date
    last_day: date
    check: CheckReport


@contextmanager
def building_file(home: Path, release_id: str) -> Iterator[Path]:
    """The hidden name to build under; whatever is left of it at the end goes."""
    path = home / RELEASES / f"{BUILDING}{release_id}-{os.getpid()}.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield path
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            remove(left)


def free_id(home: Path) -> str:
    """An id for a new release: the moment, and later than any that is taken."""
    moment = datetime.now(UTC)
    while True:
        release_id = moment.strftime("%Y%m%dT%H%M%SZ")
        taken = (release_file(release_id), candidate_file(release_id))
        if not any((home / RELEASES / name).exists() for name in taken):
            return release_id
        moment += timedelta(seconds=1)


def build_release(
    settings: Settings, plan: Plan, path: Path, release_id: str, clock: Clock, *, by: str
) -> Built:
    """Read, check, place and sum up the plan's deliveries into the file `path`, durable before it returns.

    The check report of every new delivery is written on the way, before anything that may still fail.

    Raises
    ------
    ReleaseError
        When nothing was accepted, the release contradicts itself, or there is no room on the disk.
    RegionError
        When the region folder is unusable.
    """
    with disk_trouble(settings.home), _database_trouble(settings.home):
        con = connect(path)
        try:
            clock.begin("region")
            tables = RegionTables.load(settings)
            put_macros(con)
            put_units(con, tables)
            put_deliveries(con, plan.deliveries)
            mappings = saved(settings)
            take_in(con, tables, incoming(settings, plan.deliveries), clock, mappings=mappings)
            for number, one in enumerate(plan.deliveries, start=1):
                if one.delivery_id in plan.new:
                    write_delivery_report(con, settings.home, one.delivery_id, number, release_id)
                    if one.is_editable:
                        keep_mappings(settings.home, one.delivery_id, mappings)
            for table in _READ_AGAIN_BY_NOBODY:
                con.execute(f"drop table if exists {table}")
            clock.begin("marts")
            period = build_marts(con, tables)
            clock.begin("verify")
            verify(con)
            clock.begin("geometry")
            geometry_hash = write_static_geometry(tables.units, tables.region.context, settings.static_dir)
            clock.begin("seal")
            info = _info(settings, tables, release_id, plan, by) | {
                "data_from": period.first_day.isoformat(),
                "data_to": period.last_day.isoformat(),
                "calendar_known_until": period.calendar.known_until.isoformat(),
                "case_beyond_calendar": str(period.calendar.cases_beyond),
                "geometry_hash": geometry_hash,
            }
            put_info(con, info)
            incidents = int(con.execute("select count(*) from incident").fetchall()[0][0])
            checked = report(con, clock)
            con.execute("checkpoint")
        finally:
            con.close()
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        clock.end()
    return Built(release_id, path, geometry_hash, incidents, period.first_day, period.last_day, checked)


@contextmanager
def _database_trouble(where: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if any(words in str(error) for words in _NO_ROOM):
            raise disk_full(where) from error
        raise


def _info(settings: Settings, tables: RegionTables, release_id: str, plan: Plan, by: str) -> dict[str, str]:
    texts = read_definition_texts(settings.region_dir)
    return {
        "release_id": release_id,
        "schema_version": SCHEMA_VERSION,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "prepared_by": by,
        # Which official boundaries; empty: the region's own files.
        "boundaries": tables.region.accepted.version.version_id if tables.region.accepted else "",
        "region": tables.region.id,
        "region_name": tables.region.name,
        "timezone": tables.timezone,
        "layers": json.dumps(
            [
                (layer.level, layer.source, layer.source_en, layer.schematic)
                for layer in map(tables.region.layers.__getitem__, STORED_LEVELS)
            ],
            ensure_ascii=False,
        ),
        "is_demo": "true" if plan.is_demo else "false",
        "base": plan.base or "",
        "compared_with": plan.compared_with or "",
        "starts_fresh": "true" if plan.starts_fresh else "false",
        "deliveries": json.dumps(dict(plan.fingerprints)),
        "new_deliveries": json.dumps(plan.new),
        "definitions_version": parse_definitions(texts).indicators.version,
        **{f"definitions/{name}": text for name, text in texts.items()},
    }
