"""``snapshot``: one sheet, anew by choices, or again by its code or out of its own file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

from data.commands.parts import Commands, account, add_command
from data.reads import search_units
from data.settings import Settings
from data.snapshots.store import ExportEntry, keep_code, keep_thumbnail, record_export
from export.sheet.export import Exported, export_sheet, preview_png
from export.sheet.recognise import sheet_in
from export.sheet.write import write_file
from governance.errors import ExportError, StateError
from views.basis import Basis, basis_of, current_basis
from views.sheet.address import CASE_MODES, HOT_ON, PARTS, request_from
from views.sheet.choices import (
    LABELS,
    PANELS,
    STYLES,
    SUBJECTS,
    SheetRequest,
    canonical,
    code_of,
    request_of,
)
from views.sheet.fresh import fresh_choices
from views.sheet.kept import basis_for, request_of_code
from views.sheet.sizes import FORMATS, ORIENTATIONS, SIZES
from views.sheet.view import sheet_view
from views.state import LEVELS, default_state, focus

_DESCRIPTION = """\
不带选项时出全市地图（1080p PNG）。--code 按图上的编码重出同一张图，逐字节相同；--from 从快照文件里读出参数。
Without options: the map of the whole region as a 1080p PNG. --code makes the very sheet again whose code is given, byte
for byte; --from reads the parameters out of a sheet's file."""

THUMBNAIL_PX = 480  # as wide as the history of the screen shows it

# Option → parameter of the snapshot screen's address, and what help says of it.
_CHOICES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "subject": ("subject", "图的内容 what the map shows", SUBJECTS),
    "unit": ("u", "单元的编码或名称 code or name of the unit", ()),
    "membership": ("m", "管理或属地 counted by managed zones or by counties", ("zone", "county")),
    "level": ("l", "着色的层级 level whose units are coloured", LEVELS),
    "indicator": ("i", "指标 indicator", ()),
    "period": ("p", "时段，如 2026-10 或 2026-08..2026-10 months", ()),
    "categories": ("c", "类别，逗号分隔 categories, separated by commas", ()),
    "class": ("k", "案件大类编码，或 event、component class codes or a family", ()),
    "subclass": ("sub", "案件小类 sub-class", ()),
    "state": ("s", "案件状态，或 open、overdue、late state of cases, or a standing", ()),
    "department": ("d", "部门 department", ()),
    "channel": ("ch", "来源渠道 how cases came in", ()),
    "day": ("day", "受理日 day of receipt", ()),
    "words": ("q", "标题或编号里的字 words in title or number", ()),
    "theme": ("th", "哨单主题 theme of whistles", ()),
    "show": ("as", "案件画法 how cases are shown", CASE_MODES),
    "hot": ("on", "热点按件数或按人口检验 hot spots on counts or rates", HOT_ON),
    "size": ("size", f"{' '.join(SIZES)}，或 or 1600x900px, 200x150mm", ()),
    "orientation": ("turn", "横竖 orientation", ORIENTATIONS),
    "style": ("style", "样式 style", STYLES),
    "lang": ("sheet_lang", "图上的语言 language of the sheet", ("zh", "en")),
    "title": ("title", "标题 title", ()),
    "marking": ("mark", "标记 marking", ()),
    "approval": ("no", "审图号 map approval number", ()),
    "panels": ("panels", f"{','.join(PANELS)} 或 or none", ()),
    "labels": ("labels", "注名 labels", LABELS),
    "without": ("without", f"不画 leave out: {','.join(PARTS)}", ()),
}


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "snapshot", "出一张快照 make one sheet", _DESCRIPTION)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    again = parser.add_argument_group("按已有的快照 an existing sheet").add_mutually_exclusive_group()
    again.add_argument("--code", metavar="CODE", help="图上的编码或短链接 the code on the sheet, or its link")
    again.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FILE",
        help="快照文件（PNG、PDF、SVG）或参数 a sheet, or its JSON",
    )
    again.add_argument(
        "--address", metavar="QUERY", help="快照页网址里 ? 之后的部分 query of the screen's address"
    )
    choices = parser.add_argument_group("选项，与快照页相同 choices, those of the screen")
    for name, (_, words, known) in _CHOICES.items():
        choices.add_argument(
            f"--{name}", choices=known or None, metavar=None if known else name.upper(), help=words
        )
    choices.add_argument("--public", action="store_true", help="公开版，须有审图号 public: needs --approval")
    choices.add_argument("--watermark", metavar="TEXT", help="水印 watermark")
    choices.add_argument("--link-base", metavar="URL", help="应用的网址 address of the application")
    choices.add_argument("--release", metavar="ID", help="发布，默认当前 release (the current one)")
    out = parser.add_argument_group("输出 output")
    out.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        metavar="FORMAT",
        help="png、pdf、svg，可多次 may be repeated (png)",
    )
    out.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="文件夹，或一个文件名 a folder, or the file (.)",
    )
    out.add_argument("--by", default=account(), metavar="NAME", help="经办人 who makes it (%(default)s)")
    out.add_argument("--print", action="store_true", help="只显示编码和参数 only print code and parameters")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    basis, request = _asked(options, settings)
    if options.print:
        view = sheet_view(basis, request)
        print(f"{view.code}  {view.title}\n{view.link}\n{canonical(request)}")
        return 0
    formats = tuple(dict.fromkeys(options.format or _by_name(options.out) or ("png",)))
    if options.out.suffix and not options.out.is_dir() and len(formats) > 1:
        raise ExportError(
            "一个文件名，几种格式 One file name, several formats",
            f"{options.out}: {' '.join(formats)}",
            "--out 给出文件夹 give a folder",
        )
    made = [(name, export_sheet(basis, request, name)) for name in formats]
    for name, file in made:
        path = options.out if options.out.suffix and not options.out.is_dir() else options.out / file.name
        write_file(path, file.data)
        # Only what is there is told of.
        keep_code(settings, file.code, canonical(request))
        record_export(settings, _entry(file, name, request, sheet_view(basis, request).title, options.by))
        pixels = f"{file.width_px}×{file.height_px} px  " if file.width_px else ""
        print(f"✓ {path}  {pixels}{len(file.data):,} B  {file.code}  sha256 {file.sha256[:16]}")
    keep_thumbnail(settings, made[0][1].code, preview_png(basis, request, THUMBNAIL_PX))
    return 0


def _by_name(path: Path) -> tuple[str, ...]:
    """The format that a file name asks for."""
    ending = path.suffix.lower().removeprefix(".")
    if ending and not path.is_dir() and ending not in FORMATS:
        raise ExportError(
            "没有这种格式 No such format",
            str(path),
            f"可用 one of: {' '.join(FORMATS)}；文件夹须已存在 or a folder",
        )
    return (ending,) if ending and not path.is_dir() else ()


def _asked(options: argparse.Namespace, settings: Settings) -> tuple[Basis, SheetRequest]:
    if options.code is None and options.source is None:
        return _anew(options, settings)
    chosen = [f"--{name}" for name in _CHOICES if getattr(options, name) is not None]
    chosen += [
        f"--{name.replace('_', '-')}"
        for name in ("public", "watermark", "link_base")
        if getattr(options, name)
    ]
    if chosen and not options.release:
        raise StateError(
            "编码已说明全部选项 The code says every choice",
            " ".join(chosen),
            "去掉这些选项；要改动请重新出图 leave them out, or make the sheet anew without --code",
        )
    request = request_of_code(settings, options.code) if options.code else _out_of(options.source, settings)
    if options.release and options.release != request.release_id:
        # The same choices on other data: another code, and said so.
        basis = basis_of(options.release, settings)
        fresh = fresh_choices(basis, settings, user=options.by, link_base=request.link_base)
        moved = replace(request, release_id=options.release, as_of=fresh.as_of, background=fresh.background)
        print(
            f"  {code_of(request)} → {code_of(moved)}: {request.release_id} → {options.release}",
            file=sys.stderr,
        )
        return basis, moved
    return basis_for(settings, request), request


def _out_of(path: Path, settings: Settings) -> SheetRequest:
    """The request that a file holds or shows: a sheet, or the canonical JSON itself."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExportError(
            "文件读不出 The file cannot be read", f"{path}: {error.strerror}", "核对路径 check the path"
        ) from error
    if data.lstrip()[:1] == b"{":
        try:
            return request_of(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ExportError("文件读不出 The file cannot be read", str(path), "UTF-8") from error
    return sheet_in(data, settings)


def _anew(options: argparse.Namespace, settings: Settings) -> tuple[Basis, SheetRequest]:
    """A request by the options; what cannot be is an error, for nobody sees what a command left out."""
    basis = basis_of(options.release, settings) if options.release else current_basis(settings)
    fresh = fresh_choices(basis, settings, user=options.by, link_base=options.link_base or "")
    if options.link_base:
        fresh = replace(fresh, link_base=options.link_base)
    if options.watermark is not None:
        fresh = replace(fresh, watermark=options.watermark)
    params = _params(options, basis)
    request, faults = request_from(params, basis, fresh)
    for error in faults.values():
        raise error
    return basis, request


def _params(options: argparse.Namespace, basis: Basis) -> dict[str, str]:
    """Parameters of the snapshot screen's address: those of ``--address``, and over them the options."""
    query = (options.address or "").rpartition("?")[2]
    params = {name: value for name, value in parse_qsl(query) if name not in ("tab", "theme")}
    for option, (name, _, _) in _CHOICES.items():
        if (value := getattr(options, option)) is not None:
            params[name] = _unit_code(value, basis) if name == "u" else value
    if options.public:
        params["public"] = "1"
    return params


def _unit_code(text: str, basis: Basis) -> str:
    """The code of a unit given by code or by its full name; StateError where a name is that of several."""
    if focus(default_state(basis), text, basis):
        return text
    found = [
        unit
        for unit in search_units(basis.release, text)
        if text in (unit.name, unit.name_official, unit.name_en)
    ]
    if len(found) == 1:
        return found[0].code
    raise StateError(
        "没有这个单元 No such unit" if not found else "有几个单元同名 Several units of that name",
        text,
        "给出编码 give its code: " + (" ".join(f"{unit.code} {unit.name}" for unit in found[:6]) or "—"),
    )


def _entry(file: Exported, format: str, request: SheetRequest, title: str, by: str) -> ExportEntry:
    return ExportEntry(
        code=file.code,
        kind="snapshot",
        format=format,
        name=file.name,
        title=title,
        release_id=request.release_id,
        sha256=file.sha256,
        size_bytes=len(file.data),
        width_px=file.width_px,
        height_px=file.height_px,
        by=by,
    )
