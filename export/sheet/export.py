"""From a request to the bytes of its sheet, and to a quick picture of it: the one way that screens, books and commands take."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from export.sheet.check import Fault, refuse, self_check
from export.sheet.compose import compose
from export.sheet.finished import check_pdf, check_png, check_svg
from export.sheet.metadata import Stamp, pdf_with, png_with, svg_metadata
from export.sheet.render import pdf_of, png_of
from export.sheet.scene import Scene
from export.sheet.svg import svg_of
from governance.errors import ExportError
from views.basis import Basis
from views.sheet.request import SheetRequest, canonical, require_ready
from views.sheet.sizes import Format
from views.sheet.view import SheetView, sheet_view

MEDIA_TYPES: dict[Format, str] = {"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}

# What file systems and archives of any kind take; the rest of a title becomes a gap.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_LONGEST_NAME_BYTES = 120


@dataclass(frozen=True)
class Exported:
    """A finished file.

    Attributes
    ----------
    name
        File name: title and code, safe anywhere.
    width_px, height_px
        Of a PNG; 0 of vectors.
    """

    data: bytes
    name: str
    media_type: str
    code: str
    width_px: int
    height_px: int
    sha256: str


def export_sheet(basis: Basis, request: SheetRequest, format: Format) -> Exported:
    """Make the sheet of a request; the same request gives the same bytes.

    Raises
    ------
    ExportError
        When the size is not made in this format, or the sheet does not pass its check before or after it is drawn.
    StateError
        When the request asks for what the release does not have, or may not be printed yet.
    """
    require_ready(request)
    view, scene = checked_scene(basis, request)
    size = view.size
    if format not in size.formats:
        raise ExportError(
            "这个尺寸没有此格式 This size is not made in this format",
            f"{size.key} · {format.upper()}",
            f"改用 choose {' '.join(name.upper() for name in size.formats)}",
        )
    stamp = Stamp(canonical(request), view.code, request.release_id, view.link, view.title)
    data, faults = _made(view, scene, stamp, format)
    refuse(faults, view.title)
    is_picture = format == "png"
    return Exported(
        data=data,
        name=file_name(f"{view.title}_{view.code}", format),
        media_type=MEDIA_TYPES[format],
        code=view.code,
        width_px=size.width_px if is_picture else 0,
        height_px=size.height_px if is_picture else 0,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _made(view: SheetView, scene: Scene, stamp: Stamp, format: Format) -> tuple[bytes, list[Fault]]:
    """The bytes in a format, and what is wrong with them."""
    size, lang = view.size, view.request.lang
    if format == "png":
        png = png_with(png_of(scene, size.width_px, size.height_px), stamp, size.dpi)
        return png, check_png(png, scene, size, view.link)
    if format == "pdf":
        pdf = pdf_with(pdf_of(scene, day=_day(view), lang=lang), stamp)
        return pdf, check_pdf(pdf, scene, view.link)
    svg = svg_of(scene, lettering="embedded", metadata=svg_metadata(stamp), lang=_BCP47[lang])
    return svg.encode(), check_svg(svg, scene, view.link)


_BCP47 = {"zh": "zh-CN", "en": "en"}


def _day(view: SheetView) -> date:
    """The day that the document bears: of the request, or else of its data."""
    return date.fromisoformat(view.request.as_of) if view.request.as_of else view.provenance.data_to


def preview_png(basis: Basis, request: SheetRequest, width_px: int) -> bytes:
    """The sheet in fewer pixels, for looking at while its options change.

    Raises
    ------
    ExportError
        When the sheet would not pass its check.
    """
    _, scene = checked_scene(basis, request)
    return png_of(scene, width_px, max(1, round(width_px * scene.height / scene.width)))


@lru_cache(maxsize=2)
def checked_scene(basis: Basis, request: SheetRequest) -> tuple[SheetView, Scene]:
    """The sheet as data and as marks, checked; kept for the other formats of the same request.

    Raises
    ------
    ExportError
        When the scene has faults.
    """
    view = sheet_view(basis, request)
    scene = compose(view)
    refuse(self_check(scene), view.title)
    return view, scene


def file_name(title: str, extension: str) -> str:
    """A title as the name of a file that every system takes, at most 120 bytes before its extension."""
    # A leading dot hides a file, a trailing one is lost on Windows.
    name = _UNSAFE.sub(" ", title).strip(" .")
    stem, _, code = name.rpartition("_")
    room = _LONGEST_NAME_BYTES - len(code.encode()) - 1
    if len(stem.encode()) > room:
        stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    name = "_".join(part for part in (stem, code) if part) or "sheet"
    return f"{name}.{extension}"
