"""The demonstration's log of cases: what is meant to be right is right, and work sent back takes its time."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from data.demo import DemoManifest, write_demo
from data.demo.lifecycle import RETURN_SECONDS
from data.publish import publish
from data.release import Release, open_release
from data.settings import Settings
from governance.events import Event, in_order
from governance.life_cycle import replay
from tests.data.release_tables import rows_of
from tests.data.test_life_cycles import histories

UNTIL = date(2026, 6, 30)


@dataclass(frozen=True)
class Told:
    """A release of 20,000 demonstration cases of the tiny region."""

    manifest: DemoManifest
    release: Release
    problems: set[tuple[str, int]]
    events: dict[str, list[Event]]


@pytest.fixture(scope="module")
def told(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = tmp_path_factory.mktemp("flow")
    settings = Settings(root / "home", tiny_region, root / "static")
    manifest = write_demo(tiny_region, root / "files", incidents=20_000, until=UNTIL)
    report = publish(settings, root / "files")
    found = report.check.problems
    found = found[found["rule"].str.startswith("sequence_")]
    problems = {(str(row.file), int(row.row)) for row in found.itertuples()}
    release = open_release(settings)
    return Told(manifest, release, problems, histories(release))


def test_no_case_has_a_fault_but_in_the_rows_that_are_wrong_on_purpose(told: Told) -> None:
    wrong = {
        (file.name, row.row)
        for file in told.manifest.files
        for row in file.wrong_rows
        if file.dataset == "case_event" and row.kind == "impossible_sequence"
    }
    assert told.problems == wrong and wrong
    faulty = {key: replay(events).faults for key, events in told.events.items()}
    assert {key: faults for key, faults in faulty.items() if faults} == {}
    assert len(faulty) > 19_000


def test_work_sent_back_takes_its_time(told: Told) -> None:
    """Every return is between response and the last disposal, and does not follow another at once."""
    returns: Counter[int] = Counter()
    for row in rows_of(told.release, "incident"):
        if not row["rework_count"]:
            continue
        events = in_order(told.events[row["incident_id"]])
        kinds = [event.kind for event in events]
        back = [event.at for event in events if event.kind == "rework"]
        if not back:
            continue
        assert len(back) == row["rework_count"] == kinds.count("disposed") - 1
        assert kinds.index("responded") < kinds.index("disposed")
        assert row["disposed_at"] - row["responded_at"] >= timedelta(seconds=RETURN_SECONDS) * len(back)
        moves = [e.at for e in events if e.kind in ("responded", "disposed", "feedback", "checked", "rework")]
        assert all(gap >= timedelta(minutes=1) for gap in gaps(moves)), row
        assert all(gap >= timedelta(minutes=15) for gap in gaps(back)), row
        returns[len(back)] += 1
    assert returns[1] > returns[2] > returns[3] > 0


def gaps(moments: Sequence[datetime | None]) -> list[timedelta]:
    known = [moment for moment in moments if moment is not None]
    return [later - earlier for earlier, later in pairwise(known)]


def test_what_is_worked_on_is_worked_on_in_office_hours(told: Told) -> None:
    at_work = ("disposed", "feedback", "checked", "rework", "extended", "suspended", "resumed")
    rows = [row for row in rows_of(told.release, "flow_event") if row["kind"] in at_work]
    hours = {(row["at"] + timedelta(hours=8)).hour for row in rows}
    assert len(rows) > 2_000 and hours <= {8, 9, 10, 11, 14, 15, 16, 17}


def test_the_log_is_the_same_every_time(told: Told, tiny_region: Path, tmp_path: Path) -> None:
    again = write_demo(tiny_region, tmp_path, incidents=20_000, until=UNTIL)
    assert again == told.manifest
    (flow,) = [file for file in again.files if file.dataset == "case_event"]
    lines = list(csv.reader((tmp_path / flow.name).read_text("gb18030").splitlines()))
    assert len(lines) == flow.rows + 1
