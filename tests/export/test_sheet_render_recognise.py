"""A sheet that a messenger has squeezed tells by its QR what it is."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from data.settings import Settings
from data.snapshots.store import keep_code
from export.sheet.metadata import Stamp, png_with
from export.sheet.recognise import sheet_in
from export.sheet.render import png_of
from export.sheet.scene import Scene
from governance.errors import StateError
from views.sheet.request import SheetRequest, canonical, code_of

_REQUEST = SheetRequest(
    release_id="20260701T000000Z",
    view=tuple((name, "") for name in ("c", "i", "l", "m", "p", "u")),
    link_base="http://10.20.30.40:8501",
)


def _sheet() -> bytes:
    code = code_of(_REQUEST)
    scene = Scene(254, 142.875, "#eef2f5")
    scene.text(10, 20, "曲靖市", 8, weight=700)
    scene.qr(210, 100, 36, f"http://10.20.30.40:8501/?s={code}")
    stamp = Stamp(canonical(_REQUEST), code, _REQUEST.release_id, "", "曲靖市")
    return png_with(png_of(scene, 960, 540), stamp, 96)


def _squeezed(kind: str) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(_sheet())).convert("RGB").save(out, kind, quality=60)
    return out.getvalue()


def test_a_sheet_as_it_was_made_needs_no_book_of_codes(tiny_settings: Settings) -> None:
    assert sheet_in(_sheet(), tiny_settings) == _REQUEST


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_squeezed_sheet_is_known_by_its_qr_where_its_code_is(tiny_settings: Settings, kind: str) -> None:
    with pytest.raises(StateError, match=code_of(_REQUEST)):
        sheet_in(_squeezed(kind), tiny_settings)
    keep_code(tiny_settings, code_of(_REQUEST), canonical(_REQUEST))
    assert sheet_in(_squeezed(kind), tiny_settings) == _REQUEST


@pytest.mark.parametrize("data", [b"", b"words", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"\xff\xd8\xff\xe0 cut"])
def test_what_is_neither_sheet_nor_picture_is_said_to_be_no_sheet(
    data: bytes, tiny_settings: Settings
) -> None:
    with pytest.raises(StateError, match="No parameters"):
        sheet_in(data, tiny_settings)


def test_a_picture_without_a_qr_and_a_qr_of_somebody_else_are_no_sheets(tiny_settings: Settings) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "JPEG")
    with pytest.raises(StateError, match="No parameters"):
        sheet_in(out.getvalue(), tiny_settings)
    scene = Scene(100, 100)
    scene.qr(10, 10, 80, "https://example.org/menu")
    with pytest.raises(StateError, match="Not a code"):
        sheet_in(png_of(scene, 400, 400), tiny_settings)
