"""``check``, ``prepare``, ``publish``, ``rebuild``: files become a list of problems, a candidate, a release."""

from __future__ import annotations

import argparse

from data.commands.parts import Commands, add_command, add_folder, add_person, add_report
from data.commands.timed_bar import TimedBar
from data.progress_bar import ProgressBar
from data.settings import Settings
from governance.errors import OneMapError


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    check = add_command(
        commands,
        "check",
        "检查一批文件，不发布 Check a folder of files without publishing",
        "逐文件、逐行检查，列出全部问题。整份文件被退回时返回 1。 "
        "Lists every problem by file and row; returns 1 when a whole file is held back.",
    )
    add_folder(check)
    add_report(check)
    check.set_defaults(run=_check)

    prepare = add_command(
        commands,
        "prepare",
        "检查报送并生成待发布的数据 Check deliveries and build the release that they would make",
        "读者看不到，直到 publish；不写编号则按当前发布的报送重做。 "
        "Nobody reads it until `publish`; without ids the current release's deliveries are taken again.",
    )
    prepare.add_argument("ids", nargs="*", metavar="ID", help="报送编号，见 deliveries id of a delivery")
    prepare.add_argument(
        "--dry-run", action="store_true",
        help="只看与当前发布的差别，不留下待发布的数据 only show what would change, keep nothing",
    )  # fmt: skip
    _add_fresh(prepare)
    add_person(prepare)
    add_report(prepare)
    prepare.set_defaults(run=_prepare)

    publish = add_command(
        commands,
        "publish",
        "检查并发布一批文件 Check and publish a folder of files",
        "写文件夹：接收、检查、发布，与以前的报送合在一起；不写：发布已准备好的数据。有问题的行和文件不进入发布。 "
        "With a folder: receive, check and publish it together with what came before; without: publish what was "
        "prepared. Rows and files with errors stay out; readers see the new release only when it is whole.",
    )
    add_folder(publish, optional=True)
    publish.add_argument("--why", default="", metavar="TEXT", help="发布原因 what for")
    publish.add_argument("--note", default="", metavar="TEXT", help="报送说明 note about the delivery")
    publish.add_argument(
        "--replace", action="store_true",
        help="整份替换同部门同类的以前文件 replace earlier files of the same department and data set",
    )  # fmt: skip
    _add_fresh(publish)
    add_person(publish)
    add_report(publish)
    publish.set_defaults(run=_publish)

    rebuild = add_command(
        commands,
        "rebuild",
        "按同样的报送重新生成并发布 Build the current release again and publish it",
        "程序、规则、定义或边界更新之后使用。 After the program, its rules, definitions or boundaries changed.",
    )
    rebuild.add_argument("--why", default="", metavar="TEXT", help="原因 what for")
    add_person(rebuild)
    rebuild.set_defaults(run=_rebuild)


def _add_fresh(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fresh", action="store_true", help="不带以前的报送 leave out what was delivered before"
    )


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


def _prepare(options: argparse.Namespace, settings: Settings) -> int:
    from data.commands.differences import print_differences
    from data.publish.candidate import discard_candidate, prepare

    bar = TimedBar()
    made = prepare(settings, options.ids, by=options.by, fresh=options.fresh, progress=bar)
    bar.done()
    _print_reports(options, settings, made.new_ids, bar)
    if made.base_release_id is not None:
        print_differences(settings, made.base_release_id, made.candidate_id)
    if made.starts_fresh and made.base_release_id is not None:
        print("! 不含以前的报送 Without what was delivered before")
    if options.dry_run:
        discard_candidate(settings)
        print(f"✓ 试算 dry run: {made.incidents:,} · {made.data_from} – {made.data_to}")
    else:
        print(f"✓ 待发布 to be published: {made.candidate_id}: {made.incidents:,} · python -m data publish")
    return 0


def _publish(options: argparse.Namespace, settings: Settings) -> int:
    from data.commands.delivering import receive_folder
    from data.gate.deliveries import discard
    from data.gate.report import delivery_report
    from data.publish.candidate import candidate, prepare, publish_candidate
    from governance.errors import ReleaseError

    if options.folder is None:
        made = candidate(settings)
        if made is None:
            raise ReleaseError(
                "没有待发布的数据 Nothing was prepared", str(settings.home),
                "先 prepare，或写上文件夹 Prepare deliveries first, or name a folder",
            )  # fmt: skip
    else:
        one = receive_folder(
            settings, options.folder, by=options.by, note=options.note, replace=options.replace
        )
        bar = TimedBar()
        try:
            made = prepare(settings, [one], by=options.by, fresh=options.fresh, progress=bar)
        except OneMapError:
            # What was checked stays to be looked at; the rest is still in its folder.
            if delivery_report(settings, one) is None:
                discard(settings, one)
            raise
        bar.done()
        _print_reports(options, settings, made.new_ids, bar)
        if made.starts_fresh and made.base_release_id is not None and not options.fresh:
            print(
                "! 演示与真实数据不混合：不含以前的报送 Demonstration and real data do not mix: starting fresh"
            )
    publish_candidate(settings, made.candidate_id, by=options.by, why=options.why)
    kind = " 演示数据 demo" if made.is_demo else ""
    print(f"✓ {made.candidate_id}{kind}: {made.incidents:,} · {made.data_from} – {made.data_to}")
    return 0


def _rebuild(options: argparse.Namespace, settings: Settings) -> int:
    from data.publish.candidate import rebuild

    bar = ProgressBar()
    pointer = rebuild(settings, by=options.by, why=options.why, progress=bar)
    bar.done()
    print(f"✓ {pointer.release_id}")
    return 0


def _print_reports(
    options: argparse.Namespace, settings: Settings, delivery_ids: tuple[str, ...], bar: TimedBar
) -> None:
    from data.publish.reported import check_report
    from data.publish.summary import print_summary, write_report

    found = check_report(settings, delivery_ids, bar.seconds)
    print_summary(found, lang=options.lang, verbose=options.verbose)
    if options.report:
        write_report(found.problems, options.report)
