"""``briefing``: meeting packs of zones, counties, categories or the city, with the options of the screen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.commands.parts import Commands, account, add_command
from data.reads import search_units
from data.settings import Settings
from export.briefing.pack import PACK_FORMATS, Progress, archive, pack, remember
from export.sheet.export import Exported
from export.sheet.workers import SheetWorkers
from export.sheet.write import write_file
from governance.errors import ExportError, StateError
from governance.periods import PRESET_MONTHS, Period
from views.basis import Basis, basis_of, current_basis
from views.briefing.request import BriefingRequest, ask_briefing
from views.briefing.scope import DISTRICT, KINDS
from views.names import Lang
from views.sheet.fresh import fresh_choices
from views.state import Membership

_DESCRIPTION = """\
为县区、类别或全市生成联席会议材料：PDF、PPTX、DOCX、XLSX 和可离线打开的互动地图。--all 为各示范区各出一套。
Meeting packs of a zone, county, category or the city: PDF, PPTX, DOCX, XLSX and an interactive map that opens offline.
--all makes one for every zone."""
_REMEDY = "用编码或名称 use a code or a name; --all 各示范区 every zone"


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "briefing", "会议材料 meeting packs", _DESCRIPTION)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="UNIT",
        help="单元的编码或名称，可多次 unit, may be repeated",
    )
    parser.add_argument("--all", action="store_true", help="各示范区 every zone (or county)")
    parser.add_argument(
        "--membership",
        choices=("zone", "county"),
        default="zone",
        help="管理或属地 managed or counties (zone)",
    )
    parser.add_argument(
        "--period", metavar="PERIOD", default="quarter",
        help=f"2026-10、2026-08..2026-10 或 or {' '.join(PRESET_MONTHS)} (quarter)",
    )  # fmt: skip
    parser.add_argument(
        "--indicator", metavar="INDICATOR", default="", help="地图的指标 indicator of the map"
    )
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 language (zh)")
    parser.add_argument("--approval", metavar="NO", default="", help="审图号 map approval number")
    parser.add_argument("--public", action="store_true", help="公开版，须有审图号 public: needs --approval")
    parser.add_argument("--release", metavar="ID", help="发布，默认当前 release (the current one)")
    parser.add_argument(
        "--link-base", metavar="URL", default="", help="应用的网址 address of the application"
    )
    parser.add_argument(
        "--format", action="append", choices=PACK_FORMATS, metavar="FORMAT",
        help=f"{' '.join(PACK_FORMATS)}，可多次 may be repeated (all)",
    )  # fmt: skip
    parser.add_argument("--zip", action="store_true", help="打成一个压缩包 one archive")
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="文件夹 folder (.)")
    parser.add_argument("--by", default=account(), metavar="NAME", help="经办人 who makes it (%(default)s)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    basis = basis_of(options.release, settings) if options.release else current_basis(settings)
    requests = _requests(options, basis, settings)
    formats = tuple(dict.fromkeys(options.format or PACK_FORMATS))
    workers = SheetWorkers(settings)
    kept: list[Exported] = []
    try:
        for made in pack(workers, requests, formats, progress=_say):
            for file in made.files:
                if not options.zip:
                    write_file(options.out / file.name, file.data)
                    print(f"✓ {options.out / file.name}  {len(file.data):,} B  sha256 {file.sha256[:16]}")
            kept += made.files if options.zip else ()
            remember(settings, made, options.by)
    finally:
        workers.close()
    if options.zip:
        path = options.out / f"briefing_{requests[0].release_id}_{kept[0].code}.zip"
        write_file(path, archive(kept))
        print(f"✓ {path}  {path.stat().st_size:,} B")
    return 0


def _say(progress: Progress) -> None:
    if sys.stderr.isatty():
        print(f"  {progress.done}/{progress.total} {progress.title}", file=sys.stderr)


def _requests(options: argparse.Namespace, basis: Basis, settings: Settings) -> list[BriefingRequest]:
    membership: Membership = options.membership
    lang: Lang = options.lang
    units = [_code(basis, text, membership) for text in options.unit]
    if options.all:
        units += [str(code) for code in basis.column(DISTRICT[membership], "code")]
    if not units:
        raise ExportError("没有指明单元 No unit given", "", _REMEDY)
    period = (
        Period.preset(options.period, basis.available)
        if options.period in PRESET_MONTHS
        else Period.parse(options.period)
    )
    fresh = fresh_choices(basis, settings, user=options.by, link_base=options.link_base)
    return [
        ask_briefing(
            basis, unit, period, membership, lang, indicator=options.indicator, approval=options.approval,
            is_public=options.public, fresh=fresh,
        )
        for unit in dict.fromkeys(units)
    ]  # fmt: skip


def _code(basis: Basis, text: str, membership: Membership) -> str:
    """The code of a unit given by its code or its name."""
    levels = ("city", "category", DISTRICT[membership], "zone")
    if any(basis.unit_row(level, text) for level in levels):
        return text
    found = [unit for unit in search_units(basis.release, text, membership=membership) if unit.level in KINDS]
    exact = [unit for unit in found if text in (unit.name, unit.name_official, unit.name_en)]
    if len(found) == 1 or exact:
        return (exact or found)[0].code
    likely = ", ".join(f"{unit.name} {unit.code}" for unit in found)
    raise StateError("没有这个单元 No such unit", text, f"{likely}；{_REMEDY}" if likely else _REMEDY)
