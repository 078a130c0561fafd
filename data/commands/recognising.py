"""``recognise`` looks at files before they are checked; ``mappings`` lists and forgets what was settled about them."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.parts import Commands, add_command, add_person
from data.settings import Settings
from governance.errors import StateError

_HOW = {
    "declared": "选定 settled", "saved": "沿用 saved", "name": "文件名 name", "header": "表头 header", "content": "内容 content",
    "contract": "合同 contract", "guess": "猜测 guess",
}  # fmt: skip


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    look = add_command(
        commands,
        "recognise",
        "逐个识别文件：部门、编码、表头、各列、坐标系 Recognise files: department, encoding, header, columns, datum",
        "只看不存。--remember 确认全部建议并记住列对应关系，下个月同样表头的文件不再询问。 "
        "Only looks. --remember confirms every proposal and saves how the columns are read: files of that header are read so "
        "from then on.",
    )
    look.add_argument("path", type=Path, metavar="PATH", help="文件或文件夹 a file or a folder of files")
    look.add_argument(
        "--remember", action="store_true",
        help="确认全部建议并记住 confirm every proposal and save the mapping",
    )  # fmt: skip
    add_person(look)
    look.set_defaults(run=_recognise)
    listed = add_command(
        commands,
        "mappings",
        "列出记住的列对应关系 List saved mappings of columns",
        "--forget 删除其中一条，此后同样的文件重新识别。 --forget removes one: such files are recognised anew.",
    )
    listed.add_argument("--forget", type=int, metavar="N", help="删除第 N 条 remove number N of the list")
    listed.set_defaults(run=_mappings)


def _recognise(options: argparse.Namespace, settings: Settings) -> int:
    from data.contracts import load_contracts
    from data.gate.mappings import save_mapping, saved
    from data.publish.region_tables import RegionTables
    from data.staging.content import Vocabulary
    from data.staging.inspect import inspect
    from data.staging.receive import of_folder

    path: Path = options.path
    folder = path if path.is_dir() else path.parent
    files = [file for file in of_folder(folder) if path.is_dir() or file.path == path]
    contracts, known = load_contracts(), saved(settings)
    places = RegionTables.load(settings).places
    words = Vocabulary.of_region(settings.region_dir, places)
    ready = True
    for file in files:
        found = inspect(file, contracts, known, places, vocabulary=words)
        print(f"{'✓' if found.is_ready else '✗'} {file.name}")
        for option, how in found.found.items():
            value = getattr(found.options, option)
            told = "、".join(value) if isinstance(value, tuple) else value
            print(f"    {option}: {told}  ({_HOW[how.how]}, {how.confidence:.0%})")
        if found.datum is not None:
            shares = ", ".join(f"{datum} {share:.1%}" for datum, share in found.datum.shares.items())
            print(f"    points: {found.datum.datum or '—'} of {found.datum.n_points:,} ({shares})")
        for column in found.columns:
            if column.proposal and column.name is None:
                print(f"    ? {column.header} → {column.proposal} ({column.confidence:.0%})")
            elif column.how not in ("name", "synonym", "none") or (column.name and column.confidence < 0.5):
                print(f"    {column.header} → {column.name} ({column.how}, {column.confidence:.0%})")
        for lacking in found.missing:
            print(f"    − {lacking.header} ({lacking.name})")
        for problem in found.problems:
            print(f"    {problem.level}: {problem.message_zh} {problem.message_en}")
        settled = found.with_proposals()
        # What lacks a required column still would only be remembered as lacking.
        is_whole = all(column.name in settled.columns for column in found.missing)
        if options.remember and is_whole and found.options.department and found.header:
            save_mapping(settings, settled, found.header, by=options.by)
        ready = ready and (found.is_ready or (options.remember and is_whole))
    return 0 if ready else 1


def _mappings(options: argparse.Namespace, settings: Settings) -> int:
    from data.gate.mappings import forget, saved

    entries = saved(settings).entries
    if options.forget is not None:
        if not 1 <= options.forget <= len(entries):
            raise StateError(
                "没有这一条 No such mapping",
                f"{options.forget}",
                f"1–{len(entries)}: python -m data mappings",
            )
        entry = entries[options.forget - 1]
        forget(settings, entry.department, entry.dataset, entry.header)
        print(f"✓ {entry.department} {entry.dataset} {entry.saved_at:%Y-%m-%d %H:%M}")
        return 0
    for number, entry in enumerate(entries, start=1):
        print(
            f"{number}. {entry.department} {entry.dataset}  {entry.saved_at:%Y-%m-%d %H:%M} {entry.saved_by}"
        )
        print("   " + "、".join(f"{label or '—'}→{name}" for name, label in entry.columns.items()))
        if entry.datum:
            print(f"   {entry.datum}")
    if not entries:
        print("没有记住的列对应关系 Nothing saved")
    return 0
