"""The command line of the data room: demonstration files, check, publish, releases, roll back.

Heavy libraries are imported by the commands that need them: ``ensure`` runs at every start and must be quick.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from data.pointer import SCHEMA_VERSION, Pointer, read_pointer
from data.progress_bar import ProgressBar
from data.settings import Settings
from governance.errors import OneMapError

_WHERE = """\
环境变量 Environment:
  ONEMAP_HOME    发布、日志、原件所在的文件夹 folder of releases, journal, originals (data/home)
  ONEMAP_REGION  区域文件夹 region folder (data/regions/qujing)
  ONEMAP_STATIC  网页静态文件夹 folder of static files (static)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 when not (with the reason on standard error)."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options, Settings.from_env()))
    except OneMapError as error:
        print(f"✗ {error.title}", file=sys.stderr)
        for text in (error.detail.strip("\n"), error.remedy):
            if text:
                print("  " + text.replace("\n", "\n  "), file=sys.stderr)
        return 1


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands; each has a help text and a description."""
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="一图知全域的数据：从部门文件到发布。 The data of One Map: from department files to releases.",
        epilog=_WHERE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="命令 commands", metavar="COMMAND", required=True)

    demo = _add(
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

    check = _add(
        commands,
        "check",
        "检查一批文件，不发布 Check a delivery without publishing",
        "逐文件、逐行检查，列出全部问题。整份文件被退回时返回 1。 "
        "Lists every problem by file and row; returns 1 when a whole file is held back.",
    )
    _delivery(check)
    check.set_defaults(run=_check)

    publish = _add(
        commands,
        "publish",
        "检查并发布一批文件 Check and publish a delivery",
        "有问题的行和文件不进入发布，其余照常；全部完成后才切换。 "
        "Rows and files with errors stay out, the rest goes on; readers see the new release only when it is whole.",
    )
    _delivery(publish)
    publish.set_defaults(run=_publish)

    listing = _add(
        commands,
        "releases",
        "列出发布 List releases",
        "列出全部发布，* 为当前。 All releases; * marks the current one.",
    )
    listing.set_defaults(run=_releases)

    rollback = _add(
        commands,
        "rollback",
        "换回某个发布 Make another release current",
        "只移动指针，不删除任何发布。 Moves the pointer; removes nothing.",
    )
    rollback.add_argument("id", help="发布编号，见 releases id as listed by `releases`")
    rollback.set_defaults(run=_rollback)

    ensure = _add(
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
    return parser  # fmt: skip


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_text: str, description: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=help_text, description=f"{help_text}。\n{description}")


def _delivery(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="部门文件所在的文件夹 folder of department files"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="把全部问题写成 CSV write every problem as CSV"
    )
    parser.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="问题的语言 language of problems (%(default)s)"
    )
    parser.add_argument("--verbose", action="store_true", help="显示各步用时 show seconds of each stage")


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


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from data.publish import check
    from data.publish.summary import print_summary, write_report

    bar = ProgressBar()
    found = check(settings, options.folder, progress=bar)
    bar.done()
    print_summary(found, lang=options.lang, verbose=options.verbose)
    if options.report:
        write_report(found.problems, options.report)
    return 1 if found.any_held_back else 0


def _publish(options: argparse.Namespace, settings: Settings) -> int:
    from data.publish import publish
    from data.publish.summary import print_summary, write_report

    bar = ProgressBar()
    done = publish(settings, options.folder, progress=bar)
    bar.done()
    print_summary(done.check, lang=options.lang, verbose=options.verbose)
    if options.report:
        write_report(done.check.problems, options.report)
    kind = " 演示数据 demo" if done.is_demo else ""
    print(f"✓ {done.release_id}{kind}: {done.incidents:,} · {done.data_from} – {done.data_to}")
    return 0


def _releases(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import releases

    for entry in releases(settings):
        mark, kind = "*" if entry.is_current else " ", " 演示 demo" if entry.is_demo else ""
        print(f"{mark} {entry.release_id}  {entry.published_at}  {entry.incidents:>10,}  "
              f"{entry.data_from} – {entry.data_to}{kind}")  # fmt: skip
    return 0


def _rollback(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import rollback

    print(f"✓ {rollback(settings, options.id).release_id}")
    return 0


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
