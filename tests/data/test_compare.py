"""What changed since a release: counted, to the row, and by unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.compare import Change, changed_rows, row_changes, unit_changes
from data.publish.candidate import prepare
from data.release import Release
from data.settings import Settings
from governance.errors import ReleaseError, StateError
from tests.data.deliveries import case
from tests.data.ledgers import call, write_ledger
from tests.data.sent import cases_csv, publish_more, publish_these, send
from tests.data.test_case_events import OPEN, event, write_flow


@pytest.fixture(scope="module")
def two(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Release, Release]:
    """A release, and one after it with a new case, a changed one, one less, another whistle team and another limit."""
    root = tmp_path_factory.mktemp("two")
    settings = Settings(root / "home", tiny_region, root / "static")
    (root / "flow1").mkdir()
    (root / "flow2").mkdir()
    write_flow(
        root / "flow1", [event("extended", "2026-03-05 10:00:00", number=5, new_due_at="2026-03-06 12:00:00")]
    )
    write_flow(
        root / "flow2", [event("extended", "2026-03-05 10:00:00", number=5, new_due_at="2026-03-09 12:00:00")]
    )
    first = send(
        settings,
        cases_csv(root, "1", [case(number=1), case(number=2), case(number=3), case(number=5, **OPEN)]),
        write_ledger(root / "1", [call(1), call(1, "住建局", "协同"), call(2)]),
        root / "flow1" / "城管案卷流转记录.csv",
    )
    old = publish_these(settings, first)
    second = send(
        settings,
        cases_csv(root, "2", [case(number=1), case(number=2, title="已更正", letter="e"), case(number=4),
                              case(number=5, **OPEN)]),
        write_ledger(root / "2", [call(1), call(2)]),
        root / "flow2" / "城管案卷流转记录.csv",
    )  # fmt: skip
    return settings, old, publish_these(settings, second, fresh=True)


def test_rows_that_differ_are_counted_by_data_set(two: tuple[Settings, Release, Release]) -> None:
    settings, old, new = two
    counts = row_changes(settings, old.release_id, new.release_id)
    assert {(r.dataset, r.change): r.n for r in counts.itertuples()} == {
        ("incident", "added"): 1, ("incident", "changed"): 2, ("incident", "gone"): 1, ("case_event", "changed"): 1,
        ("whistle", "changed"): 1,
    }  # fmt: skip
    assert row_changes(settings, new.release_id, new.release_id).empty
    back = row_changes(settings, new.release_id, old.release_id)
    assert back["n"].sum() == counts["n"].sum()


def test_what_differs_is_told_to_the_row_and_column(two: tuple[Settings, Release, Release]) -> None:
    settings, old, new = two
    ids = old.release_id, new.release_id
    changed = changed_rows(settings, *ids, dataset="incident", change="changed")
    assert list(changed["key"]) == ["chengguan:A0002", "chengguan:A0005"]
    first = changed.iloc[0]
    assert (first["file"], first["row"], first["old_file"], first["old_row"]) == (
        "城管2.csv",
        3,
        "城管1.csv",
        3,
    )
    assert Change("title", "路边垃圾", "已更正") in first["changes"]
    assert {"community_code", "zone_code"} <= {change.column for change in first["changes"]}
    assert [change.column for change in changed.iloc[1]["changes"]] == ["due_at"], (
        "an extension moved its limit"
    )
    gone = changed_rows(settings, *ids, dataset="incident", change="gone").iloc[0]
    assert (gone["key"], gone["file"], gone["row"]) == ("chengguan:A0003", "城管1.csv", 4)
    assert all(change.new is None for change in gone["changes"])
    (calls,) = changed_rows(settings, *ids, dataset="whistle", change="changed")["changes"]
    assert "departments" in {change.column for change in calls}


def test_pages_of_changes_come_in_one_order(two: tuple[Settings, Release, Release]) -> None:
    settings, old, new = two
    pages = [
        changed_rows(
            settings, old.release_id, new.release_id, dataset="incident", change="changed", limit=1, offset=o
        )
        for o in (0, 1, 2)
    ]
    assert [list(page["key"]) for page in pages] == [["chengguan:A0002"], ["chengguan:A0005"], []]


def test_measures_that_differ_are_told_by_unit(two: tuple[Settings, Release, Release]) -> None:
    settings, old, new = two
    found = unit_changes(settings, old.release_id, new.release_id)
    received = {r.name: (r.old, r.new) for r in found.itertuples() if r.measure == "received"}
    assert received == {"西县": (4, 3), "高新区": (0, 1)}
    assert unit_changes(settings, new.release_id, new.release_id).empty


def test_the_candidate_can_be_compared(two: tuple[Settings, Release, Release], tmp_path: Path) -> None:
    settings, _, new = two
    made = prepare(settings, [send(settings, cases_csv(tmp_path, "9", [case(number=9)]))], by="王敏")
    counts = row_changes(settings, new.release_id, made.candidate_id)
    assert [(r.dataset, r.change, r.n) for r in counts.itertuples()] == [("incident", "added", 1)]


def test_what_does_not_exist_is_refused(two: tuple[Settings, Release, Release]) -> None:
    settings, old, _ = two
    with pytest.raises(ReleaseError, match="19990101"):
        row_changes(settings, "19990101T000000Z", old.release_id)
    with pytest.raises(StateError):
        changed_rows(settings, old.release_id, old.release_id, dataset="unit", change="added")
    with pytest.raises(StateError):
        changed_rows(settings, old.release_id, old.release_id, dataset="incident", change="added", limit=-1)


def test_the_same_delivery_published_twice_differs_in_nothing(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    path = cases_csv(tmp_path, "1", [case(number=n) for n in range(1, 20)])
    first = publish_more(tiny_settings, path)
    second = publish_more(tiny_settings, path)
    assert row_changes(tiny_settings, first.release_id, second.release_id).empty
