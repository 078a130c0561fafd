"""``demo`` writes demonstration files; ``ensure`` sees to it that there is a release at all."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from data.commands.parts import Commands, add_command
from data.pointer import SCHEMA_VERSION, Pointer, read_pointer
from data.progress_bar import ProgressBar
from data.settings import Settings


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    demo = add_command(
        commands,
        "demo",
        "生成各部门的演示文件 Write demonstration files of all departments",
        "生成两年的演示案件（虚构，固定种子则结果固定）。 Two years of invented cases; the same seed gives the same bytes.",
    )
    demo.add_argument("--out", type=Path, help="写到哪个文件夹 where to (ONEMAP_HOME/demo)")
    demo.add_argument("--incidents", type=int, default=150_000, help="案件数 number of cases (%(default)s)")
    demo.add_argument("--seed", type=int, default=20260101, help="随机种子 seed (%(default)s)")
    demo.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="最后一天 last day (上月最后一天 end of last month)",
    )
    demo.set_defaults(run=_demo)

    ensure = add_command(
        commands,
        "ensure",
        "没有发布时生成演示发布 Make a demonstration release if there is none",
        "供 make run 使用：已有发布时立即返回，并确认边界文件在盘上。 "
        "For make run: returns at once when a release exists, making sure that its map files are on disk.",
    )
    ensure.add_argument(
        "--incidents", type=int, default=150_000, help="演示案件数 number of cases (%(default)s)"
    )
    ensure.add_argument("--verbose", action="store_true", help="显示各步用时 show seconds of each stage")
    ensure.set_defaults(run=_ensure)


def _demo(options: argparse.Namespace, settings: Settings) -> int:
    out = options.out or settings.home / "demo"
    _write_demo(settings, out, options.incidents, options.seed, options.until, ProgressBar())
    print(f"✓ {out}")
    return 0


def _write_demo(
    settings: Settings, out: Path, incidents: int, seed: int, until: date | None, bar: ProgressBar
) -> None:
    from data.demo import write_demo

    write_demo(
        settings.region_dir, out, incidents=incidents, seed=seed, until=until,
        progress=lambda words, done: bar("demo", words, done),
    )  # fmt: skip
    bar.done()


def _is_outdated_demo(pointer: Pointer, settings: Settings) -> bool:
    """Whether the current release is a demonstration made by another version; a real one of that kind is an error."""
    if pointer.schema_version == SCHEMA_VERSION:
        return False
    from data.release import open_release, releases

    current = next((entry for entry in releases(settings) if entry.release_id == pointer.release_id), None)
    if current is not None and current.is_demo:
        return True
    open_release(settings)
    return False


def _ensure(options: argparse.Namespace, settings: Settings) -> int:
    pointer = read_pointer(settings.home)
    if pointer is not None and _is_outdated_demo(pointer, settings):
        print(
            "演示发布由旧版程序生成，重新生成 Renewing the demonstration release of an older version",
            file=sys.stderr,
        )
        pointer = None
    if pointer is not None:
        folder = settings.static_dir / "geometry" / pointer.geometry_hash
        if not any(folder.glob("*.topo.json.gz")):
            from data.publish.restore import restore_static_geometry

            print("补写边界文件 Writing the map files of the current release", file=sys.stderr, flush=True)
            restore_static_geometry(settings)
        return 0
    from data.publish import publish
    from data.publish.summary import print_summary

    demo = settings.home / "demo"
    _write_demo(settings, demo, options.incidents, 20260101, None, ProgressBar(end=0.45))
    bar = ProgressBar(begin=0.45)
    done = publish(settings, demo, progress=bar)
    bar.done()
    if options.verbose:
        print_summary(done.check, lang="zh", verbose=True)
    print(f"✓ 演示发布 demonstration release {done.release_id}: {done.incidents:,}")
    return 0
