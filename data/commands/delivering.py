"""``receive``, ``deliveries``, ``held-back``: files come in, are listed, and go back with what to mend."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.parts import Commands, add_command, add_folder, add_person
from data.settings import Settings
from governance.errors import OneMapError


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    receive = add_command(
        commands,
        "receive",
        "接收一批文件 Take files in as a delivery",
        "原件按内容保存；之后用 prepare 检查。 The originals are kept by their content; check them with `prepare`.",
    )
    add_folder(receive)
    receive.add_argument("--note", default="", metavar="TEXT", help="说明 note")
    receive.add_argument(
        "--replace", action="store_true",
        help="整份替换同部门同类的以前文件 replace earlier files of the same department and data set",
    )  # fmt: skip
    receive.add_argument("--demo", action="store_true", help="演示数据 demonstration data")
    add_person(receive)
    receive.set_defaults(run=_receive)

    listing = add_command(
        commands,
        "deliveries",
        "列出报送 List deliveries",
        "全部报送及其状态，新的在前。 All deliveries and where they stand, the latest first.",
    )
    listing.set_defaults(run=_deliveries)

    held = add_command(
        commands,
        "held-back",
        "导出退回的行 Write the rows that were held back",
        "按部门自己的格式写出各文件中退回的行，另加一列问题；改好后可再报送。 "
        "Writes the held-back rows of each file in the department's own form with a column of problems.",
    )
    held.add_argument("id", help="报送编号 id of the delivery")
    held.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="写到哪里 where to (%(default)s)"
    )
    held.add_argument("--lang", choices=("zh", "en"), default="zh", help="问题的语言 language (%(default)s)")
    held.set_defaults(run=_held_back)


def receive_folder(
    settings: Settings, folder: Path, *, by: str, note: str = "", replace: bool = False, demo: bool = False
) -> str:
    """Take the files of a folder in as one delivery; returns its id.

    Raises
    ------
    ContractError
        When the folder holds no files, or one cannot be read.
    ReleaseError
        When the disk is full.
    """
    from data.gate.deliveries import add_file, discard, open_delivery
    from data.staging.receive import MANIFEST, of_folder

    files = of_folder(folder)
    is_demo = demo or (folder / MANIFEST).is_file()
    one = open_delivery(settings, by=by, note=note, mode="replace" if replace else "add", is_demo=is_demo)
    try:
        for file in files:
            add_file(settings, one.delivery_id, file.name, file.path)
    except OneMapError:
        discard(settings, one.delivery_id)
        raise
    return one.delivery_id


def _receive(options: argparse.Namespace, settings: Settings) -> int:
    one = receive_folder(
        settings, options.folder, by=options.by, note=options.note, replace=options.replace, demo=options.demo
    )
    print(f"✓ {one} · python -m data prepare {one}")
    return 0


def _deliveries(options: argparse.Namespace, settings: Settings) -> int:
    from data.gate.deliveries import deliveries

    words = {"open": "待检查", "prepared": "待发布", "published": "已发布", "withdrawn": "已撤回"}
    for one in deliveries(settings):
        marks = (" 整份替换 replace" if one.mode == "replace" else "") + (" 演示 demo" if one.is_demo else "")
        size = sum(file.bytes for file in one.files)
        print(
            f"{one.delivery_id}  {words[one.state]} {one.state:<9}  {one.received_at}  {one.received_by}  "
            f"{len(one.files)} × {size:,} B{marks}  {one.note}".rstrip()
        )
    return 0


def _held_back(options: argparse.Namespace, settings: Settings) -> int:
    from data.gate.held_back import held_back_file
    from data.gate.report import delivery_report
    from governance.errors import StateError

    report = delivery_report(settings, options.id)
    if report is None:
        raise StateError("还没有检查 Not checked yet", options.id, f"python -m data prepare {options.id}")
    options.out.mkdir(parents=True, exist_ok=True)
    for file in report.files.to_dict("records"):
        if file["held_back"] or file["rows_rejected"] > 0:
            name, content = held_back_file(settings, options.id, int(file["file_id"]), options.lang)
            (options.out / name).write_bytes(content)
            print(f"✓ {options.out / name}")
    return 0
