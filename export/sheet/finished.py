"""Checks on the finished bytes of a sheet: size, resolution, fonts, and a QR that can be read from them."""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Iterator

import pikepdf
import pypdfium2
from PIL import Image

from export.sheet.check import Fault
from export.sheet.marks import Box, QrMark
from export.sheet.qr import module_count, read_qr
from export.sheet.render import POINTS_MM, picture_of
from export.sheet.scene import Scene
from views.sheet.sizes import SheetSize

# Pixels of a module when the QR is looked for in vectors: what a phone's camera sees of it.
_MODULE_PX = 4
# Half a pixel at 600 dpi.
_PAGE_SLACK_POINTS = 0.06
_FACE = re.compile(r"src:url\(data:font/woff2;base64,([A-Za-z0-9+/=]+)\)")


def check_png(png: bytes, scene: Scene, size: SheetSize, link: str) -> list[Fault]:
    """What is wrong with a finished PNG."""
    faults = []
    with Image.open(io.BytesIO(png)) as picture:
        if picture.size != (size.width_px, size.height_px):
            faults.append(Fault("size", f"{picture.size} px ≠ {size.width_px}×{size.height_px}"))
        metre = _pixels_per_metre(png)
        if metre != round(size.dpi / 0.0254):
            faults.append(Fault("size", f"{metre * 0.0254:.1f} dpi ≠ {size.dpi:g}"))
        boxes = _qr_boxes(scene, link, faults)
        across, down = picture.width / scene.width, picture.height / scene.height
        for box in boxes:
            part = picture.crop(
                (
                    int(box.x * across),
                    int(box.y * down),
                    int(box.right * across) + 1,
                    int(box.bottom * down) + 1,
                )
            )
            faults += _qr_fault(read_qr(part), link)
    return faults


def check_pdf(pdf: bytes, scene: Scene, link: str) -> list[Fault]:
    """What is wrong with a finished PDF."""
    faults = [Fault("font", f"字体未嵌入 not embedded: {name}") for name in _fonts_outside(pdf)]
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        width, height = page.get_size()
        wanted = scene.width * POINTS_MM, scene.height * POINTS_MM
        if len(document) != 1 or max(abs(width - wanted[0]), abs(height - wanted[1])) > _PAGE_SLACK_POINTS:
            faults.append(Fault("size", f"{width:.1f}×{height:.1f} pt ≠ {wanted[0]:.1f}×{wanted[1]:.1f}"))
        for box in _qr_boxes(scene, link, faults):
            left, top, right, bottom = (value * POINTS_MM for value in (box.x, box.y, box.right, box.bottom))
            picture = page.render(
                scale=_MODULE_PX * module_count(link) / (right - left),
                crop=(left, height - bottom, width - right, top),
            ).to_pil()
            faults += _qr_fault(read_qr(picture), link)
    finally:
        document.close()
    return faults


def check_svg(svg: str, scene: Scene, link: str) -> list[Fault]:
    """What is wrong with a finished SVG."""
    faults: list[Fault] = []
    faces = _FACE.findall(svg)
    if not faces or any(base64.b64decode(face)[:4] != b"wOF2" for face in faces):
        faults.append(Fault("font", "字体未嵌入 no fonts embedded"))
    for box in _qr_boxes(scene, link, faults):
        side = _MODULE_PX * module_count(link)
        part = Box(
            box.x / scene.width, box.y / scene.height, box.width / scene.width, box.height / scene.height
        )
        with Image.open(io.BytesIO(picture_of(svg, side, side, part))) as picture:
            faults += _qr_fault(read_qr(picture), link)
    return faults


def _qr_boxes(scene: Scene, link: str, faults: list[Fault]) -> list[Box]:
    codes = [mark for mark in scene.marks if isinstance(mark, QrMark)]
    if len(codes) != 1 or codes[0].text != link:
        faults.append(Fault("qr", f"图上应有一个二维码 one QR is expected, there are {len(codes)}"))
    return [code.box for code in codes]


def _qr_fault(read: str | None, link: str) -> list[Fault]:
    if read == link:
        return []
    return [Fault("qr", f"二维码无法识读 the QR cannot be read: {read or '—'} ≠ {link}")]


def _pixels_per_metre(png: bytes) -> int:
    at = png.find(b"pHYs")
    return int(struct.unpack_from(">I", png, at + 4)[0]) if at > 0 else 0


def _fonts_outside(pdf: bytes) -> Iterator[str]:
    """Names of fonts that a PDF names and does not hold."""
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            is_font = isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
            if is_font and not any(name in item for name in files):
                yield str(item.get("/FontName", "?"))
