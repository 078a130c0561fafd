"""``boundaries``: official boundary files proposed, looked at, accepted or rejected, taken back."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from data.commands.parts import Commands, add_command, add_person
from data.progress_bar import ProgressBar
from data.settings import Settings

_LEVELS = ("county", "street", "community", "grid")
_STATES = {
    "faulty": "有错误 has errors", "checked": "待生成下级 levels to be formed", "formed": "可采用 ready",
    "accepted": "已采用 accepted", "rejected": "已退回 rejected", "withdrawn": "已撤回 taken back",
}  # fmt: skip


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = add_command(
        commands,
        "boundaries",
        "正式边界：提交、查看、采用、撤回 Official boundaries: propose, show, accept, take back",
        "用正式边界文件替换一个层级；先检查、比较，采用后从下一次发布起生效。 "
        "Replaces a level by an official file: checked and compared first, in force from the next release on.",
    )
    parts = group.add_subparsers(title="命令 commands", metavar="ACTION", required=True)

    propose = add_command(
        parts, "propose", "提交一份边界文件并检查 Propose a file and check it",
        "文件原样保存；有错误的不能采用。有错误时返回 1。 The file is kept as it came; returns 1 when it has errors.",
    )  # fmt: skip
    propose.add_argument(
        "file", type=Path, metavar="FILE", help="GeoJSON, GPKG, Shapefile (zip), KML, GeoParquet"
    )
    propose.add_argument("--level", choices=_LEVELS, help="层级，默认按代码识别 level (found from the codes)")
    propose.add_argument("--datum", choices=("CGCS2000", "WGS84", "GCJ02", "BD09"),
                         help="坐标系，默认按外边界识别 datum (found from the outer border)")  # fmt: skip
    propose.add_argument("--layer", help="图层，默认要素最多的 layer (the largest)")
    propose.add_argument("--column", metavar="NAME", help="代码列，默认按内容识别 column of codes (found)")
    propose.add_argument(
        "--source", default="", metavar="WORDS", help="来源，印在图下 source, printed under maps"
    )
    propose.add_argument("--date", default="", metavar="DATE", help="资料日期 date of the source")
    propose.add_argument("--licence", default="", metavar="WORDS", help="许可 licence")
    propose.add_argument("--note", default="", metavar="WORDS", help="备注 note")
    _lang(propose)
    add_person(propose)
    propose.set_defaults(run=_propose)

    show = add_command(
        parts, "show", "查看一份提案 Show a proposal",
        "检查结果、差异与后果；对比图另用 python -m export.boundary_picture ID FILE。 "
        "What was found, what differs, what follows; the picture: python -m export.boundary_picture ID FILE.",
    )  # fmt: skip
    show.add_argument("id", metavar="ID", help="提案编号 id of the proposal")
    _lang(show)
    show.set_defaults(run=_show)

    form = add_command(
        parts, "form", "生成其余层级，算出后果 Form the other levels, reckon what follows",
        "整个地级市约需两三分钟。 Takes two or three minutes for a whole prefecture.",
    )  # fmt: skip
    form.add_argument("id", metavar="ID", help="提案编号 id of the proposal")
    form.add_argument("--as-job", action="store_true", help=argparse.SUPPRESS)
    add_person(form)
    form.set_defaults(run=_form)

    accept = add_command(
        parts, "accept", "采用一份提案 Accept a proposal",
        "需要时先生成其余层级；从生效日起的发布用它。 Forms the other levels first where that was not done.",
    )  # fmt: skip
    accept.add_argument("id", metavar="ID", help="提案编号 id of the proposal")
    accept.add_argument("--valid-from", type=date.fromisoformat, metavar="YYYY-MM-DD",
                        help="生效日，默认今天 first day in force (today)")  # fmt: skip
    _decision(accept)
    accept.set_defaults(run=_accept)

    reject = add_command(
        parts,
        "reject",
        "退回一份提案 Reject a proposal",
        "文件与检查结果仍保留。 Its file and findings stay.",
    )
    reject.add_argument("id", metavar="ID", help="提案编号 id of the proposal")
    _decision(reject)
    reject.set_defaults(run=_reject)

    back = add_command(
        parts, "withdraw", "撤回最近一次采用 Take the last acceptance back",
        "下一次发布起恢复上一个版本；不删除任何文件。 The version before counts again from the next release on.",
    )  # fmt: skip
    back.add_argument("id", metavar="ID", help="版本编号 id of the version")
    _decision(back)
    back.set_defaults(run=_withdraw)

    listing = add_command(
        parts,
        "list",
        "列出版本与提案 List versions and proposals",
        "最近的在前，* 为今天生效的版本。 * is in force today.",
    )
    listing.set_defaults(run=_list)


def _decision(parser: argparse.ArgumentParser) -> None:
    add_person(parser)
    parser.add_argument("--why", required=True, metavar="WORDS", help="理由 why")


def _lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang",
        choices=("zh", "en"),
        default="zh",
        help="检查结果的语言 language of the findings (%(default)s)",
    )


def _propose(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.proposal import Settled
    from data.boundaries.proposing import propose
    from data.boundaries.words import lines_of
    from governance.errors import ContractError

    if not options.file.is_file():
        raise ContractError("没有这个文件 No such file", str(options.file), "检查路径 Check the path")
    bar = ProgressBar()
    item = propose(
        settings, options.file, options.file.name, by=options.by, note=options.note, source=options.source,
        source_date=options.date, licence=options.licence,
        settled=Settled(options.level, options.datum, options.layer, options.column),
        progress=lambda step, done: bar(step, step, done),
    )  # fmt: skip
    bar.done()
    print("\n".join(lines_of(settings, item, options.lang)))
    return 1 if item.state == "faulty" else 0


def _show(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.proposal import proposal
    from data.boundaries.words import lines_of

    item = proposal(settings, options.id)
    print("\n".join(lines_of(settings, item, options.lang)))
    return 0


def _form(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.forming import form
    from data.boundaries.job import run_forming

    if options.as_job:
        return run_forming(settings, options.id)
    bar = ProgressBar()
    item = form(settings, options.id, progress=lambda step, done: bar(step, step, done))
    bar.done()
    print(f"✓ {item.proposal_id} {_STATES[item.state]}（{item.seconds:,.0f} s）")
    return 0


def _accept(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.deciding import accept
    from data.boundaries.disk import local_day
    from data.boundaries.proposal import proposal

    if proposal(settings, options.id).state == "checked":
        _form(argparse.Namespace(id=options.id, as_job=False), settings)
    version = accept(
        settings,
        options.id,
        by=options.by,
        why=options.why,
        valid_from=options.valid_from or local_day(settings.region_dir),
    )
    print(
        f"✓ {version.version_id}: {version.valid_from} 起生效，从下一次发布起使用 in force, used from the next release on"
    )
    return 0


def _reject(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.deciding import reject

    print(
        f"✓ {reject(settings, options.id, by=options.by, why=options.why).proposal_id} {_STATES['rejected']}"
    )
    return 0


def _withdraw(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.deciding import take_back

    print(
        f"✓ {take_back(settings, options.id, by=options.by, why=options.why).version_id} {_STATES['withdrawn']}"
    )
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from data.boundaries.deciding import history
    from data.boundaries.disk import boundaries_folder, local_day
    from data.boundaries.proposal import proposals
    from data.boundaries.versions import in_force

    now = in_force(boundaries_folder(settings.home), local_day(settings.region_dir))
    for version in history(settings):
        mark = "*" if now and version.version_id == now.version.version_id else " "
        gone = (
            f"  已撤回 taken back: {version.withdrawn.by}（{version.withdrawn.why}）"
            if version.withdrawn
            else ""
        )
        print(f"{mark} {version.version_id}  {version.level:<9}  {version.valid_from} – {version.valid_to or '…'}  "
              f"{version.accepted_by}（{version.why}）  {version.source}{gone}")  # fmt: skip
    for item in proposals(settings):
        print(f"  {item.proposal_id}  {item.level:<9}  {item.name}  {_STATES[item.state]}")
    return 0
