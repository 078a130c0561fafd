"""Deliveries for tests: sent one after the other, each published on top of the ones before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.gate.deliveries import Mode, add_file, open_delivery
from data.publish.candidate import Candidate, prepare, publish_candidate
from data.release import Release, open_release
from data.settings import Settings
from tests.data.deliveries import Row, write_csv
from tests.data.release_tables import rows_of


def send(settings: Settings, *paths: Path, mode: Mode = "add", by: str = "王敏", note: str = "") -> str:
    """Open a delivery of these files; returns its id."""
    delivery_id = open_delivery(settings, by=by, mode=mode, note=note).delivery_id
    for path in paths:
        add_file(settings, delivery_id, path.name, path)
    return delivery_id


def publish_these(settings: Settings, *delivery_ids: str, fresh: bool = False, why: str = "月报") -> Release:
    """Prepare deliveries and publish them."""
    made: Candidate = prepare(settings, delivery_ids, by="王敏", fresh=fresh)
    publish_candidate(settings, made.candidate_id, by="李强", why=why)
    return open_release(settings)


def publish_more(settings: Settings, *paths: Path, mode: Mode = "add") -> Release:
    """Send files and publish them on top of what is there."""
    return publish_these(settings, send(settings, *paths, mode=mode))


def cases_csv(folder: Path, name: str, rows: Sequence[Row]) -> Path:
    """A file of 城管 in a folder of its own."""
    return write_csv(folder / name, rows, f"城管{name}.csv")


def the_books(release: Release) -> list[tuple[Any, ...]]:
    """Of each file in, accepted, rejected, replaced, and how many of its rejected rows were mended; the books must balance."""
    mended: dict[int, int] = {}
    for row in rows_of(release, "rejected_row"):
        mended[row["file_id"]] = mended.get(row["file_id"], 0) + bool(row["mended"])
    tables = [
        row["file_id"]
        for table in ("incident", "flow_event", "whistle_department")
        for row in rows_of(release, table)
    ]
    books = []
    for file in rows_of(release, "source_file"):
        assert file["rows_in"] == file["rows_accepted"] + file["rows_rejected"], file
        assert file["rows_accepted"] == tables.count(file["file_id"]) + file["rows_replaced"], file
        books.append(
            (file["rows_in"], file["rows_accepted"], file["rows_rejected"], file["rows_replaced"],
             mended.get(file["file_id"], 0))
        )  # fmt: skip
    return books
