"""Which boundaries count on which day: accepted versions in their order, each from a day on until the next one.

A version is a whole set of levels (`boundaries/versions/<id>/`), so that an old one can be read again as it was. The
list of versions is one small file, swapped whole; taking a version back is a mark in it and removes nothing.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from data.boundaries.disk import new_folder, read_json, utc_now, writing
from data.pointer import sync_folder, write_json
from governance.errors import StateError

VERSIONS, LIST, VALIDITY = "versions", "versions.json", "validity.csv"


@dataclass(frozen=True)
class Withdrawal:
    """Who took a version back, when (UTC) and why."""

    at: str
    by: str
    why: str


@dataclass(frozen=True)
class Version:
    """Boundaries accepted once.

    Attributes
    ----------
    version_id, proposal_id
        Of the version and of the file it came from.
    level, units, source
        What was replaced, by how many units, from where.
    base
        The version that it was compared with and stands on; None: the region's own files.
    valid_from, valid_to
        First and last day in force; ``valid_to`` is None while nothing follows, and lies before ``valid_from`` when
        another version of the same day took its place.
    accepted_at
        UTC, ISO.
    withdrawn
        None while it counts.
    """

    version_id: str
    proposal_id: str
    level: str
    units: int
    source: str
    base: str | None
    valid_from: date
    accepted_at: str
    accepted_by: str
    why: str
    withdrawn: Withdrawal | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class InForce:
    """The boundaries of a day.

    Attributes
    ----------
    folder
        Holds ``county.parquet`` … ``grid.parquet`` and ``manifest.toml``.
    valid_from
        By (level, code), for every unit whose outline came with an accepted version; others are older than the record.
    """

    version: Version
    folder: Path
    valid_from: Mapping[tuple[str, str], date]


def versions(root: Path) -> tuple[Version, ...]:
    """All versions in the order in which they were accepted, withdrawn ones too.

    Parameters
    ----------
    root
        ``home/boundaries``; need not exist.
    """
    try:
        raw = read_json(root / LIST)
    except FileNotFoundError:
        return ()
    result = [_from_json(entry) for entry in raw]
    standing = [version for version in result if version.withdrawn is None]
    ends = {old.version_id: new.valid_from - timedelta(days=1) for old, new in pairwise(standing)}
    return tuple(replace(version, valid_to=ends.get(version.version_id)) for version in result)


def latest(root: Path) -> Version | None:
    """The last version that was not taken back, whether its day has come or not: what the next one stands on."""
    standing = [version for version in versions(root) if version.withdrawn is None]
    return standing[-1] if standing else None


def in_force(root: Path, on: date) -> InForce | None:
    """The boundaries of a day; None when the region's own files count."""
    reached = [v for v in versions(root) if v.withdrawn is None and v.valid_from <= on]
    if not reached:
        return None
    folder = version_folder(root, reached[-1].version_id)
    return InForce(reached[-1], folder, read_validity(folder / VALIDITY))


def ends(root: Path, on: date) -> dict[tuple[str, str], date]:
    """Last day by (level, code) of the units whose outline the next version, already accepted, will change."""
    coming = [v for v in versions(root) if v.withdrawn is None and v.valid_from > on]
    if not coming:
        return {}
    first = coming[0]
    new = read_validity(version_folder(root, first.version_id) / VALIDITY)
    return {key: day - timedelta(days=1) for key, day in new.items() if day == first.valid_from}


def version_folder(root: Path, version_id: str) -> Path:
    """The files of a version."""
    return root / VERSIONS / version_id


def accept_files(
    root: Path, formed: Path, validity: Mapping[tuple[str, str], date], version: Version
) -> Version:
    """Keep a set of levels as the newest version; returns it with its id.

    The files are whole on the disk before the list names them: killed in between, nothing has changed.

    Raises
    ------
    StateError
        When another version was accepted in the meantime, or `valid_from` lies before the one in force.
    GeometryError
        When somebody else is writing.
    """
    with writing(root):
        before = latest(root)
        if (before.version_id if before else None) != version.base:
            raise StateError(
                "边界已有新版本 The boundaries moved on",
                "这份提案是与上一个版本比较的 this proposal was compared with an earlier version",
                "重新生成下级边界后再采用 Form the lower levels again, then accept",
            )
        if before and version.valid_from < before.valid_from:
            raise StateError(
                "生效日期太早 Too early",
                f"{version.valid_from} < {before.valid_from}（{before.version_id}）",
                "生效日期不得早于上一个版本 Choose a day not before the last version's",
            )
        folder = new_folder(root / VERSIONS, "b")
        for path in sorted(formed.iterdir()):
            shutil.copyfile(path, folder / path.name)
        write_validity(folder / VALIDITY, validity)
        sync_folder(folder)
        version = replace(version, version_id=folder.name, valid_to=None)
        _write(root, (*versions(root), version))
        return version


def withdraw(root: Path, version_id: str, *, by: str, why: str) -> Version:
    """Take the last version back: from now on the one before it counts again. Nothing is removed.

    Raises
    ------
    StateError
        When there is no such version, or others stand on it.
    GeometryError
        When somebody else is writing.
    """
    with writing(root):
        last = latest(root)
        if last is None or last.version_id != version_id:
            raise StateError(
                "只能撤回最新版本 Only the last version can be taken back", version_id,
                f"先撤回 {last.version_id} Take that one back first" if last else "没有可撤回的版本 None stands",
            )  # fmt: skip
        gone = replace(last, withdrawn=Withdrawal(utc_now(), by, why))
        _write(root, tuple(gone if v.version_id == version_id else v for v in versions(root)))
        return gone


def read_validity(path: Path) -> dict[tuple[str, str], date]:
    """First day by (level, code)."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["level"], row["code"]): date.fromisoformat(row["valid_from"]) for row in csv.DictReader(file)
        }


def write_validity(path: Path, validity: Mapping[tuple[str, str], date]) -> None:
    """Write what :func:`read_validity` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("level", "code", "valid_from"))
        writer.writerows((level, code, day.isoformat()) for (level, code), day in sorted(validity.items()))


def _from_json(raw: dict[str, object]) -> Version:
    words = {name: raw[name] for name in raw if name not in ("valid_from", "valid_to", "withdrawn")}
    gone = raw.get("withdrawn")
    return Version(
        **words,  # type: ignore[arg-type]
        valid_from=date.fromisoformat(str(raw["valid_from"])),
        withdrawn=Withdrawal(**gone) if isinstance(gone, dict) else None,
    )


def _write(root: Path, all_versions: tuple[Version, ...]) -> None:
    entries = []
    for version in all_versions:
        entry = asdict(version) | {"valid_from": version.valid_from.isoformat()}
        # Where a version ends follows from the one after it.
        del entry["valid_to"]
        entries.append(entry)
    write_json(root / LIST, entries)
