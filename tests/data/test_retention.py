"""Retention, pins, rebuilding, history: what is kept of the past, and who did what."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.pointer import publisher_lock, write_json
from data.publish.candidate import rebuild
from data.release import open_release, pin, releases, rollback
from data.release_history import history
from data.retention import apply, policy, verdicts
from data.settings import Settings
from governance.errors import ReleaseError
from tests.data.deliveries import case
from tests.data.release_tables import rows_of
from tests.data.sent import cases_csv, publish_more


def grown(settings: Settings, folder: Path, months: dict[str, str]) -> None:
    """Copies of one release under other ids, each said to be published at another time."""
    first = publish_more(settings, cases_csv(folder, "1", [case()])).path
    for release_id, moment in months.items():
        path = first.with_name(f"release-{release_id}.duckdb")
        shutil.copy(first, path)
        write_json(path.with_suffix(".json"), {"published_at": moment, "by": "王敏", "why": ""})


def test_the_latest_the_last_of_months_pinned_and_current_ones_stay(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    ids = [f"2026010{n}T000000Z" for n in range(1, 6)]
    moments = ["2026-01-05", "2026-01-20", "2026-02-10", "2026-03-01", "2026-03-05"]
    grown(tiny_settings, tmp_path, dict(zip(ids, moments, strict=True)))
    (tiny_settings.home / "retention.toml").write_text("latest = 2\nmonths = 3\n")
    reasons = [verdict.reason for verdict in verdicts(tiny_settings)]
    assert reasons == ["current", "latest", "old", "month", "old", "old"]
    (tiny_settings.home / "retention.toml").write_text("latest = 2\nmonths = 4\nautomatic = false\n")
    pin_target = ids[0]
    path = tiny_settings.home / "releases" / f"release-{pin_target}.duckdb"
    pin(tiny_settings, pin_target, True)
    assert [verdict.reason for verdict in verdicts(tiny_settings)] == [
        "current", "latest", "old", "month", "month", "pinned",
    ]  # fmt: skip
    assert [v.release_id for v in apply(tiny_settings, dry_run=True)] == [ids[3]] and path.exists()
    assert [v.release_id for v in apply(tiny_settings)] == [ids[3]]
    left = {p.name for p in (tiny_settings.home / "releases").iterdir()}
    assert f"release-{ids[3]}.duckdb" not in left and f"release-{ids[3]}.json" not in left
    assert apply(tiny_settings) == ()
    pin(tiny_settings, pin_target, False)
    assert verdicts(tiny_settings)[-1].reason == "old"
    assert open_release(tiny_settings).path.exists()
    assert any((tiny_settings.static_dir / "geometry").iterdir()), "map files in use stay"


def test_each_publish_applies_the_policy(tmp_path: Path, tiny_settings: Settings) -> None:
    (tiny_settings.home).mkdir()
    (tiny_settings.home / "retention.toml").write_text("latest = 1\nmonths = 0\n")
    first = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)])).release_id
    second = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2)])).release_id
    assert [entry.release_id for entry in releases(tiny_settings)] == [second]
    with pytest.raises(ReleaseError, match=first):
        rollback(tiny_settings, first)
    third = publish_more(tiny_settings, cases_csv(tmp_path, "3", [case(number=3)]))
    assert len(rows_of(third, "delivery")) == 3, "deliveries and originals outlive their releases"


@pytest.mark.parametrize(
    "text", ["latest = 0", "latest = 'x'", "keep = 3", "latest =", "automatic = 1", "months = -1"]
)
def test_a_policy_that_cannot_be_read_is_told_before_anything_goes(
    text: str, tiny_settings: Settings
) -> None:
    tiny_settings.home.mkdir()
    (tiny_settings.home / "retention.toml").write_text(text)
    with pytest.raises(ReleaseError, match=r"retention\.toml"):
        policy(tiny_settings)


def test_nothing_is_removed_or_pinned_while_somebody_publishes(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    release = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case()]))
    with publisher_lock(tiny_settings.home):
        with pytest.raises(ReleaseError, match="pid"):
            apply(tiny_settings)
        with pytest.raises(ReleaseError, match="pid"):
            pin(tiny_settings, release.release_id, True)
    with pytest.raises(ReleaseError):
        pin(tiny_settings, "nothing", True)


def test_building_again_gives_the_same_rows_under_a_new_id(tmp_path: Path, tiny_settings: Settings) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1), case(number=2)]))
    old = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2, title="改")]))
    pointer = rebuild(tiny_settings, by="李强", why="新版程序")
    new = open_release(tiny_settings)
    assert new.release_id == pointer.release_id != old.release_id
    assert rows_of(new, "incident") == rows_of(old, "incident")
    assert rows_of(new, "delivery") == rows_of(old, "delivery")
    assert (releases(tiny_settings)[0].why, releases(tiny_settings)[0].parent) == ("新版程序", old.release_id)


def test_who_did_what_is_remembered(tmp_path: Path, tiny_settings: Settings) -> None:
    first = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)])).release_id
    second = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2)])).release_id
    rollback(tiny_settings, first, by="张力", why="报错了月份")
    with (tiny_settings.home / "journal.jsonl").open("a") as stream:
        stream.write('{"at": "20')
    moves = history(tiny_settings)
    assert [(move.event, move.release_id, move.by, move.why) for move in moves] == [
        ("rolled_back", first, "张力", "报错了月份"),
        ("published", second, "李强", "月报"),
        ("published", first, "李强", "月报"),
    ]
    assert history(tiny_settings, limit=1) == moves[:1]
    assert history(Settings(tmp_path / "none", tiny_settings.region_dir, tmp_path)) == ()
