"""Cases as Open311 GeoReport v2: services, requests, and the whole state of a case in ``status_notes``.

GeoReport knows `open` and `closed` only. What this product knows more (stage, times, lateness, rework, suspension,
satisfaction) is told in ``status_notes`` as ``key=value`` pairs that :func:`read_status_notes` takes apart again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from data.definitions import DEFINITION_FILES, Definitions, parse_definitions
from data.reads import release_info
from data.release import Release
from governance.errors import StateError

#: GeoReport v2: at most so many days or requests, where nothing is asked for.
DAYS, MOST = 90, 1000
_ENDED = ("closed", "void")
_TIMES = ("received_at", "filed_at", "dispatched_at", "responded_at", "disposed_at", "closed_at", "due_at")
_COUNTS = (
    "rework_count",
    "extended_count",
    "suspended_minutes",
    "work_minutes",
    "late_minutes",
    "satisfaction",
)
_FLAGS = ("is_joint", "is_overdue")
_PIECE = 5_000


@dataclass(frozen=True)
class Asked:
    """Which requests are wanted.

    Attributes
    ----------
    ids, services
        Some requests or services only; None for all. Ids overrule everything else, as GeoReport says.
    after, before
        Span of the time received, UTC; None without end.
    is_open
        Open or ended ones only; None for both.
    first, count
        From which to how many, newest first.
    """

    ids: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    after: datetime | None = None
    before: datetime | None = None
    is_open: bool | None = None
    first: int = 0
    count: int = MOST


def discovery(release: Release, base: str) -> dict[str, Any]:
    """Where the service lies and how old its data are; `base` is the address of the version, without a slash at the end."""
    info = release_info(release)
    return {
        "changeset": info["published_at"],
        "contact": info["region_name"],
        "key_service": "",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": base,
                "changeset": info["published_at"],
                "type": "production" if info["is_demo"] != "true" else "test",
                "formats": ["application/json"],
            }
        ],
    }


def services(release: Release) -> list[dict[str, Any]]:
    """The classes of cases as services; what belongs to each is among its keywords."""
    classes = release.frame("open_services")
    names_en = definitions_of(release).class_names_en
    return [
        {
            "service_code": str(code),
            "service_name": str(rows["class_name"].iloc[0]),
            "description": names_en.get(str(code), ""),
            "metadata": False,
            "type": "batch",
            "keywords": ",".join(sorted(rows["subclass_name"])),
            "group": str(rows["family"].iloc[0]),
        }
        for code, rows in classes.groupby("class_code", sort=True)
    ]


def requests(release: Release, asked: Asked) -> list[dict[str, Any]]:
    """The requests that are asked for, newest first."""
    parameters = {
        "ids": list(asked.ids) if asked.ids is not None else None,
        "classes": list(asked.services) if asked.services is not None and asked.ids is None else None,
        "after": asked.after if asked.ids is None else None,
        "before": asked.before if asked.ids is None else None,
        "is_open": asked.is_open if asked.ids is None else None,
        "first": asked.first,
        "count": asked.count,
    }
    return _requests(release, release.records("open_requests", **parameters))


def request(release: Release, request_id: str) -> dict[str, Any]:
    """One request.

    Raises
    ------
    StateError
        When there is none of that id.
    """
    found = requests(release, Asked(ids=(request_id,), count=1))
    if not found:
        raise StateError("没有这个案件 No such request", request_id[:120], "service_request_id")
    return found[0]


def write_open311(release: Release, out: Path, *, each: bool = False) -> int:
    """Write ``services.json`` and ``requests.json`` below a folder; with `each` a file a request, too. Requests written."""
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "services.json", services(release))
    if each:
        (out / "requests").mkdir(exist_ok=True)
    partial = out / ".partial-requests.json"
    count = 0
    with partial.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("[")
        for piece in _all(release):
            for item in piece:
                stream.write(",\n" if count else "\n")
                stream.write(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
                count += 1
                if each:
                    _write(out / "requests" / f"{file_stem(item['service_request_id'])}.json", [item])
        stream.write("\n]\n")
    partial.replace(out / "requests.json")
    return count


def file_stem(request_id: str) -> str:
    """An id as a file name: what is neither letter nor digit is written as its code, so that two never meet."""
    return "".join(c if c.isalnum() or c == "-" else f"_{ord(c):x}_" for c in request_id)


def read_status_notes(notes: str) -> dict[str, str]:
    """The pairs of ``status_notes``."""
    return dict(part.split("=", 1) for part in notes.split("; ") if "=" in part)


def definitions_of(release: Release) -> Definitions:
    """The definitions that a release was published with."""
    info = release_info(release)
    return parse_definitions(
        {name: info[key] for name in DEFINITION_FILES if (key := f"definitions/{name}") in info}
    )


def latest_moment(release: Release) -> datetime:
    """The end of the last day of the data, UTC."""
    info = release_info(release)
    day = datetime.combine(
        date.fromisoformat(info["data_to"]) + timedelta(days=1), time(), ZoneInfo(info["timezone"])
    )
    return day.astimezone(UTC).replace(tzinfo=None)


def span(start: datetime | None, end: datetime | None, latest: datetime) -> tuple[datetime, datetime]:
    """The span that is looked at: what is asked, of ninety days where an end is open.

    `latest` is the last moment of the data: without any date the newest ninety days are meant.
    """
    if start is None and end is None:
        return latest - timedelta(days=DAYS), latest
    if start is None:
        assert end is not None
        return end - timedelta(days=DAYS), end
    return start, end if end is not None else start + timedelta(days=DAYS)


def _all(release: Release) -> Iterator[list[dict[str, Any]]]:
    every = {"ids": None, "classes": None, "after": None, "before": None, "is_open": None}
    for piece in release.pieces("open_requests", **every, first=0, count=2**62):
        for start in range(0, len(piece), _PIECE):
            yield _requests(release, piece.iloc[start : start + _PIECE])


def _requests(release: Release, frame: pd.DataFrame) -> list[dict[str, Any]]:
    definitions = definitions_of(release)
    zone = ZoneInfo(definitions.timezone)
    agencies = {department.id: department.name_full for department in definitions.departments}
    moments = {name: _iso(frame[name], zone) for name in (*_TIMES, "updated_at")}
    result = []
    rows: Sequence[Mapping[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    for index, row in enumerate(rows):
        at = {name: values[index] for name, values in moments.items()}
        where = [row[name] for name in ("county", "street", "community") if row[name]]
        result.append(
            {
                "service_request_id": row["incident_id"],
                "status": "closed" if row["state"] in _ENDED else "open",
                "status_notes": _notes(row, at),
                "service_name": row["class_name"],
                "service_code": row["class_code"],
                "description": row["subclass_name"],
                "agency_responsible": agencies.get(row["department"], row["department"]),
                "service_notice": None,
                "requested_datetime": at["received_at"],
                "updated_datetime": at["updated_at"],
                "expected_datetime": at["due_at"],
                # Names of units from the register: the address that somebody wrote stays in the house.
                "address": " ".join(where) or None,
                "address_id": row["community_code"],
                "zipcode": None,
                "lat": None if pd.isna(row["lat"]) else row["lat"],
                "long": None if pd.isna(row["lon"]) else row["lon"],
                "media_url": None,
            }
        )
    return result


def _notes(row: Mapping[str, Any], at: Mapping[str, str | None]) -> str:
    """The whole state; what is unknown is left out, so that nothing reads as zero."""
    parts = [f"state={row['state']}"]
    parts += [f"{name}={at[name]}" for name in _TIMES if at[name]]
    parts += [f"{name}={int(row[name])}" for name in _COUNTS if not pd.isna(row[name])]
    parts += [f"{name}={'true' if row[name] else 'false'}" for name in _FLAGS if not pd.isna(row[name])]
    if row["placed_by"]:
        parts.append(f"placed_by={row['placed_by']}")
    return "; ".join(parts)


def _iso(column: pd.Series[Any], zone: ZoneInfo) -> list[str | None]:
    """Times as ISO 8601 with the region's offset; None where there is none."""
    local = column.dt.tz_localize("UTC").dt.tz_convert(zone)
    return [None if pd.isna(moment) else moment.isoformat(timespec="seconds") for moment in local]


def _write(path: Path, content: object) -> None:
    partial = path.with_name(f".partial-{path.name}")
    partial.write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    partial.replace(path)
