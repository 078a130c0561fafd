"""Kill -9 at any moment of a publish: the last release keeps serving, and the next publish is clean."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.pointer import BUILDING, RELEASES
from data.publish import publish
from data.reads import months_available, release_info
from data.release import open_release
from data.settings import Settings
from tests.data.deliveries import case, write_csv

# Empty file, staging tables, tables of the release, all but sealed, sealed but not pointed at.
KILLED_AT = ("region", "place", "marts", "seal", "point")
# Runs a publish, says each stage and waits for a line before it goes on: the test decides when it dies.
PUBLISHER = """
import sys
from pathlib import Path
from data.publish import publish
from data.settings import Settings

def wait(stage, words, done):
    print(stage, flush=True)
    sys.stdin.readline()

publish(Settings.from_env(), Path(sys.argv[1]), progress=wait)
print("done", flush=True)
"""


def _start(settings: Settings, delivery: Path, root: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "ONEMAP_HOME": str(settings.home),
        "ONEMAP_REGION": str(settings.region_dir),
        "ONEMAP_STATIC": str(settings.static_dir),
    }
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(delivery)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, env=environment,
    )  # fmt: skip


def _kill_at(process: subprocess.Popen[str], stage: str) -> None:
    assert process.stdout is not None and process.stdin is not None
    while (said := process.stdout.readline().strip()) != stage:
        assert said, f"the publisher ended before {stage}"
        process.stdin.write("\n")
        process.stdin.flush()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_killed_at_every_stage_the_last_release_serves_and_the_next_publish_is_clean(
    tmp_path: Path, tiny_settings: Settings, root: Path
) -> None:
    write_csv(tmp_path / "old", [case(number=1)])
    serving = publish(tiny_settings, tmp_path / "old").release_id
    write_csv(tmp_path / "new", [case(number=n) for n in range(1, 6)])
    for stage in KILLED_AT:
        _kill_at(_start(tiny_settings, tmp_path / "new", root), stage)
        release = open_release(tiny_settings)
        assert release.release_id == serving, stage
        assert release_info(release)["release_id"] == serving
        assert months_available(release) == (2026 * 12 + 2, 2026 * 12 + 2)
        left = list((tiny_settings.home / RELEASES).glob(f"{BUILDING}*"))
        assert left or stage == "point", "a killed publisher cannot tidy up"
    done = publish(tiny_settings, tmp_path / "new")
    assert open_release(tiny_settings).release_id == done.release_id
    assert done.incidents == 5
    assert not list((tiny_settings.home / RELEASES).glob(f"{BUILDING}*"))
    assert not [p for p in tiny_settings.home.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("after", [0.15, 0.6, 1.1, 1.7, 2.3])
def test_killed_at_a_moment_of_its_own_the_release_read_is_whole(
    after: float, tmp_path: Path, tiny_settings: Settings, root: Path
) -> None:
    write_csv(tmp_path / "old", [case(number=1)])
    old = publish(tiny_settings, tmp_path / "old").release_id
    write_csv(tmp_path / "new", [case(number=n) for n in range(1, 400)])
    process = _start(tiny_settings, tmp_path / "new", root)
    assert process.stdin is not None
    process.stdin.write("\n" * 40)
    process.stdin.flush()
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    release = open_release(tiny_settings)
    with release._instance.cursor() as cursor:
        ((incidents,),) = cursor.execute("select count(*) from incident").fetchall()
    assert incidents == (1 if release.release_id == old else 399)
    assert publish(tiny_settings, tmp_path / "new").incidents == 399
