"""``check`` and ``publish``: files become a list of problems, or a release."""

from __future__ import annotations

import argparse

from data.commands.parts import Commands, add_command, add_folder, add_report
from data.progress_bar import ProgressBar
from data.settings import Settings


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    check = add_command(
        commands,
        "check",
        "检查一批文件，不发布 Check a delivery without publishing",
        "逐文件、逐行检查，列出全部问题。整份文件被退回时返回 1。 "
        "Lists every problem by file and row; returns 1 when a whole file is held back.",
    )
    add_folder(check)
    add_report(check)
    check.set_defaults(run=_check)

    publish = add_command(
        commands,
        "publish",
        "检查并发布一批文件 Check and publish a delivery",
        "有问题的行和文件不进入发布，其余照常；全部完成后才切换。 "
        "Rows and files with errors stay out, the rest goes on; readers see the new release only when it is whole.",
    )
    add_folder(publish)
    add_report(publish)
    publish.set_defaults(run=_publish)


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
