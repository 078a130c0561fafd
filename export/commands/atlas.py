"""``atlas``: sheets of many units and themes as one book and as an archive, with the options of the screen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.commands.parts import Commands, account, add_command
from data.reads import search_units
from data.settings import Settings
from export.atlas.making import AtlasProgress, make_atlas
from export.atlas.plan import ORDERS, OUTPUTS, PAGE_SIZE, PICTURE_SIZE, SETS, AtlasChoices, plan_of
from export.atlas.remember import remember
from export.atlas.themes import theme_name, themes_of, usual_themes
from export.sheet.workers import SheetWorkers
from governance.errors import StateError
from governance.periods import PRESET_MONTHS, Period
from views.basis import Basis, basis_of, current_basis
from views.sheet.choices import STYLES
from views.sheet.fresh import fresh_choices
from views.sheet.sizes import SIZES
from views.state import LADDER, Membership

_DESCRIPTION = """\
若干单元 × 若干专题的图，合成一本带目录和页码的 PDF，并打包成逐幅的 PDF 与 PNG。不带选项时为各示范区 × 六个常用专题。
Sheets of units × themes as one PDF with contents and page numbers, and as an archive of single PDFs and PNGs. Without
options: every zone, six usual themes. An interrupt (Ctrl-C) leaves nothing half-made."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "atlas", "图集 an atlas of many sheets", _DESCRIPTION)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--unit", action="append", default=[], metavar="UNIT",
        help=f"编码、名称，或一类单元 code, name, or all of a kind: {' '.join(SETS)}; 可多次 may be repeated (district)",
    )  # fmt: skip
    parser.add_argument(
        "--theme", action="append", default=[], metavar="THEME",
        help="专题，可多次；all 为全部 theme, may be repeated; all of them: all",
    )  # fmt: skip
    parser.add_argument("--themes", action="store_true", help="列出专题 list the themes")
    parser.add_argument(
        "--membership", choices=tuple(LADDER), default="zone", help="管理或属地 managed or counties (zone)"
    )
    parser.add_argument(
        "--period", metavar="PERIOD", default="quarter",
        help=f"2026-10、2026-08..2026-10 或 or {' '.join(PRESET_MONTHS)} (quarter)",
    )  # fmt: skip
    parser.add_argument(
        "--order", choices=ORDERS, default="unit", help="先按单元还是先按专题 order of pages (unit)"
    )
    parser.add_argument(
        "--output", action="append", choices=OUTPUTS, metavar="OUTPUT",
        help=f"{' '.join(OUTPUTS)}，可多次 may be repeated (all)",
    )  # fmt: skip
    sizes = " ".join(SIZES)
    parser.add_argument("--size", metavar="SIZE", default=PAGE_SIZE, help=f"PDF: {sizes} … ({PAGE_SIZE})")
    parser.add_argument(
        "--picture", metavar="SIZE", default=PICTURE_SIZE, help=f"PNG: {sizes} … ({PICTURE_SIZE})"
    )
    parser.add_argument("--title", metavar="TITLE", default="", help="图集名称 title of the atlas")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 language (zh)")
    parser.add_argument("--style", choices=STYLES, default=STYLES[0], help="样式 style (light)")
    parser.add_argument("--approval", metavar="NO", default="", help="审图号 map approval number")
    parser.add_argument("--public", action="store_true", help="公开版，须有审图号 public: needs --approval")
    parser.add_argument("--release", metavar="ID", help="发布，默认当前 release (the current one)")
    parser.add_argument(
        "--link-base", metavar="URL", default="", help="应用的网址 address of the application"
    )
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="文件夹 folder (.)")
    parser.add_argument("--by", default=account(), metavar="NAME", help="经办人 who makes it (%(default)s)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    basis = basis_of(options.release, settings) if options.release else current_basis(settings)
    if options.themes:
        for key in themes_of(basis):
            print(f"{key:28} {theme_name(basis, key, options.lang)}")
        return 0
    fresh = fresh_choices(basis, settings, user=options.by, link_base=options.link_base)
    plan = plan_of(basis, _choices(options, basis), fresh)
    workers = SheetWorkers(settings)
    try:
        files = make_atlas(workers, plan, options.out, progress=_say)
        remember(settings, workers, plan, files, options.by)
    finally:
        workers.close()
    for file in files:
        print(f"✓ {file.path}  {file.size_bytes:,} B  {plan.code}  sha256 {file.sha256[:16]}")
    return 0


def _choices(options: argparse.Namespace, basis: Basis) -> AtlasChoices:
    themes = themes_of(basis) if "all" in options.theme else tuple(options.theme) or usual_themes(basis)
    period = (
        Period.preset(options.period, basis.available)
        if options.period in PRESET_MONTHS
        else Period.parse(options.period)
    )
    return AtlasChoices(
        units=tuple(_code(basis, text, options.membership) for text in options.unit) or ("district",),
        themes=themes,
        period=period,
        membership=options.membership,
        order=options.order,
        outputs=tuple(options.output or OUTPUTS),
        page=options.size,
        picture=options.picture,
        title=options.title,
        lang=options.lang,
        style=options.style,
        approval=options.approval,
        is_public=options.public,
    )


def _code(basis: Basis, text: str, membership: Membership) -> str:
    """The code of a unit given by its code or its full name, or the kind of units as it is."""
    if text in SETS or any(basis.unit_row(level, text) for level in LADDER[membership]):
        return text
    found = [
        unit
        for unit in search_units(basis.release, text, membership=membership)
        if text in (unit.name, unit.name_official, unit.name_en)
    ]
    if len(found) == 1:
        return found[0].code
    raise StateError(
        "有几个单元同名 Several units of that name" if found else "没有这个单元 No such unit",
        text,
        "给出编码 give its code: " + (" ".join(f"{unit.code} {unit.name}" for unit in found[:6]) or "—"),
    )


def _say(state: AtlasProgress) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K  {state.done}/{state.total} {state.title}", end="", file=sys.stderr)
        if state.done == state.total:
            print("\r\x1b[K", end="", file=sys.stderr)
