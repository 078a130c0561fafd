"""Finished files: exact pixels, PDF/A-2u with text and fonts, a QR that reads, and a request that is read back."""

from __future__ import annotations

import errno
import io
import os
import zlib
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import etree
from PIL import Image, ImageFilter

from export.sheet.finished import check_pdf, check_png, check_svg
from export.sheet.metadata import (
    NAMESPACE,
    Stamp,
    pdf_with,
    png_with,
    read_back,
    svg_metadata,
    written_request,
)
from export.sheet.qr import read_qr
from export.sheet.render import pdf_of, png_of
from export.sheet.scene import Scene
from export.sheet.svg import svg_of
from export.sheet.write import write_file
from governance.errors import ExportError, StateError
from views.sheet.sizes import parse_size

LINK = "http://10.20.30.40:8501/?s=7KQ2MX9DAB"
STAMP = Stamp(
    '{"title":"<曲靖> & \\"周边\\" ]]>"}', "7KQ2MX9DAB", "20260101T000000Z", LINK, "曲靖市 <万人受理量>"
)
DAY = date(2026, 7, 1)


def _scene(key: str = "1080p", *, covered: bool = False) -> Scene:
    size = parse_size(key)
    scene = Scene(size.width_mm, size.height_mm, "#eef2f5", title=STAMP.title)
    unit = min(size.width_mm, size.height_mm) / 297
    scene.text(14 * unit, 24 * unit, "曲靖市 万人受理量", 12 * unit, weight=700)
    scene.text(60 * unit, 90 * unit, "会泽县", 4 * unit, halo=0.7 * unit, kind="label")
    box = scene.qr(size.width_mm - 60 * unit, size.height_mm - 60 * unit, 42 * unit, LINK, dark="#14243a")
    if covered:
        scene.rect(box.x + 5 * unit, box.y + 5 * unit, 20 * unit, 20 * unit, "#c0392b")
    return scene


def _png(key: str, scene: Scene) -> bytes:
    size = parse_size(key)
    return png_with(png_of(scene, size.width_px, size.height_px), STAMP, size.dpi)


def _pdf(scene: Scene) -> bytes:
    return pdf_with(pdf_of(scene, day=DAY), STAMP)


def _svg(scene: Scene) -> bytes:
    return svg_of(scene, lettering="embedded", metadata=svg_metadata(STAMP)).encode()


@pytest.mark.parametrize("key", ["1080p", "A4", "square", "333x417px"])
def test_a_picture_has_exactly_its_pixels_and_its_resolution(key: str) -> None:
    size, scene = parse_size(key), _scene(key)
    png = _png(key, scene)
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (size.width_px, size.height_px)
    assert picture.info["dpi"] == pytest.approx((size.dpi, size.dpi), abs=0.02)
    faults = check_png(png, scene, size, LINK)
    assert [fault.kind for fault in faults] == []


def test_what_is_written_into_a_picture_leaves_its_pixels_alone() -> None:
    size, scene = parse_size("1080p"), _scene()
    raw = png_of(scene, size.width_px, size.height_px)
    with Image.open(io.BytesIO(raw)) as before, Image.open(io.BytesIO(_png("1080p", scene))) as after:
        assert before.tobytes() == after.tobytes()
        assert after.info["onemap:link"] == LINK
        assert after.info["Title"] == STAMP.title


def test_a_pdf_says_that_it_is_pdf_a_and_keeps_what_that_asks_for() -> None:
    pdf = pikepdf.open(io.BytesIO(_pdf(_scene())))
    packet = pdf.Root.Metadata
    assert "/Filter" not in packet, "the packet must be readable without decompression"
    tree = etree.fromstring(packet.read_bytes())
    assert tree.findtext(".//{http://www.aiim.org/pdfa/ns/id/}part") == "2"
    assert tree.findtext(".//{http://www.aiim.org/pdfa/ns/id/}conformance") == "U"
    assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert {"/MarkInfo", "/StructTreeRoot", "/Lang"} <= set(pdf.Root.keys())
    assert len(pdf.trailer.ID) == 2
    # Every property of our own is described where PDF/A wants it described.
    schemas = "{http://www.aiim.org/pdfa/ns/schema#}"
    (ours,) = (schema for schema in tree.iter() if schema.findtext(f"{schemas}namespaceURI") == NAMESPACE)
    described = {node.text for node in ours.iter("{http://www.aiim.org/pdfa/ns/property#}name")}
    used = {
        str(node.tag).partition("}")[2]
        for node in tree.iter()
        if str(node.tag).startswith(f"{{{NAMESPACE}}}")
    }
    assert used == described == {"request", "code", "release", "link"}
    date_of = tree.findtext(".//{http://ns.adobe.com/xap/1.0/}CreateDate")
    assert date_of is not None
    assert date_of.startswith("2026-07-01")
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260701")


def test_the_words_of_a_pdf_can_be_selected_and_its_fonts_are_inside() -> None:
    scene = _scene("A3")
    pdf = _pdf(scene)
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage().get_text_range()
    assert "曲靖市 万人受理量" in text
    assert text.count("会泽县") == 1, "the rim around a label is no second word"
    width, height = page.get_size()
    assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((420, 297), abs=0.01)
    assert check_pdf(pdf, scene, LINK) == []


def test_a_font_that_is_not_inside_is_seen() -> None:
    scene = _scene()
    document = pikepdf.open(io.BytesIO(_pdf(scene)))
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile2", "/FontFile3"):
                if name in item:
                    del item[name]
    out = io.BytesIO()
    document.save(out)
    assert "font" in {fault.kind for fault in check_pdf(out.getvalue(), scene, LINK)}


def test_the_same_scene_gives_the_same_bytes_in_every_format() -> None:
    once, again = ((_png("1080p", s), _pdf(s), _svg(s)) for s in (_scene(), _scene()))
    assert once == again


@pytest.mark.parametrize("make", [lambda scene: _png("1080p", scene), _pdf, _svg], ids=["png", "pdf", "svg"])
def test_what_a_sheet_was_made_of_is_read_back_from_the_file_itself(make) -> None:
    assert written_request(make(_scene())) == STAMP.request


def test_a_qr_that_something_covers_stops_the_export_in_every_format() -> None:
    scene, size = _scene(covered=True), parse_size("1080p")
    assert [fault.kind for fault in check_png(_png("1080p", scene), scene, size, LINK)] == ["qr"]
    assert [fault.kind for fault in check_pdf(_pdf(scene), scene, LINK)] == ["qr"]
    assert [fault.kind for fault in check_svg(_svg(scene).decode(), scene, LINK)] == ["qr"]


def test_a_sheet_without_its_qr_or_with_another_link_is_at_fault() -> None:
    scene, size = _scene(), parse_size("1080p")
    png = _png("1080p", scene)
    assert {fault.kind for fault in check_png(png, scene, size, "http://elsewhere/?s=AAAAAAAAAA")} == {"qr"}
    scene.marks = [mark for mark in scene.marks if type(mark).__name__ != "QrMark"]
    assert {fault.kind for fault in check_png(png, scene, size, LINK)} == {"qr"}


def test_a_picture_of_another_size_is_at_fault() -> None:
    scene = _scene()
    assert {fault.kind for fault in check_png(_png("1080p", scene), scene, parse_size("4K"), LINK)} == {
        "size"
    }


def test_the_qr_survives_a_messenger_and_a_printer() -> None:
    picture = Image.open(io.BytesIO(_png("1080p", _scene()))).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60)
    sent = Image.open(out)
    assert read_qr(sent) == LINK
    assert read_qr(sent.filter(ImageFilter.GaussianBlur(0.8))) == LINK
    assert read_qr(sent.rotate(7, expand=True, fillcolor="white")) == LINK
    assert read_qr(sent.resize((sent.width * 3 // 4, sent.height * 3 // 4))) == LINK


def _svg_with(text: bytes) -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg">' + text + b"</svg>"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7 nothing",
        b"GIF89a",
        _svg_with(b"<metadata>{}</metadata>"),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>',
        b"<svg><metadata>" * 9,
    ],
)
def test_a_file_that_is_no_sheet_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(StateError):
        read_back(data)


def test_a_cut_picture_is_no_sheet_and_no_crash() -> None:
    png = _png("1080p", _scene())
    for length in (9, 40, 60, 150):
        with pytest.raises(StateError):
            written_request(png[:length])


def test_texts_that_another_program_wrote_anew_are_still_read() -> None:
    png = _png("1080p", _scene())
    at = png.index(b"iTXtonemap:request") + 4
    length = int.from_bytes(png[at - 8 : at - 4], "big")
    keyword, rest = b"onemap:request", png[at + len(b"onemap:request") + 5 : at + length]
    packed = keyword + b"\0\1\0\0\0" + zlib.compress(rest)
    chunk = len(packed).to_bytes(4, "big") + b"iTXt" + packed
    chunk += zlib.crc32(chunk[4:]).to_bytes(4, "big")
    assert written_request(png[: at - 8] + chunk + png[at + length + 4 :]) == STAMP.request
    # XMP with short properties, as other programs write them.
    pdf = pikepdf.open(io.BytesIO(_pdf(_scene())))
    attribute = (
        f'onemap:request="{STAMP.request}"'.replace('"{', "'{").replace('}"', "}'").replace("&", "&amp;")
    )
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:onemap="{NAMESPACE}" {attribute.replace("<", "&lt;")}/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    pdf.Root.Metadata = pdf.make_stream(packet.encode())
    out = io.BytesIO()
    pdf.save(out, fix_metadata_version=False)
    assert written_request(out.getvalue()) == STAMP.request


def test_a_full_disk_leaves_no_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sheet.png"
    write_file(path, b"before")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError) as raised:
        write_file(path, b"after" * 1000)
    assert "full" in raised.value.title
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("sheet.png", b"before")]


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError, match="file/sheet"):
        write_file(tmp_path / "file" / "sheet.png", b"x")
