"""What a sheet says of itself inside its file, and how it is read back there: iTXt in PNG, XMP in PDF, <metadata> in SVG.

A sheet that reaches another machine tells its request, so the same view can be opened and the same bytes made there.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf
from lxml import etree

from export.sheet.svg import markup
from governance.errors import ExportError, StateError
from views.sheet.request import SheetRequest, request_of

#: Our properties in XMP and <metadata>; no address that anybody opens.
NAMESPACE = "urn:x-onemap:sheet:1#"
#: What a file says, by name; `request` alone is read back, the rest is for people and for other programs.
FIELDS = ("request", "code", "release", "link")

_PNG = b"\x89PNG\r\n\x1a\n"
_HEADER_END = 33  # signature and IHDR
_LONGEST = 1 << 20
_DESCRIPTIONS = {
    "request": "Every choice the sheet was made of, as canonical JSON",
    "code": "Short code printed on the sheet",
    "release": "Release of the data",
    "link": "Address of the live view",
}


@dataclass(frozen=True)
class Stamp:
    """What is written into a file.

    Attributes
    ----------
    request
        Canonical JSON of the request.
    """

    request: str
    code: str
    release: str
    link: str
    title: str

    @property
    def values(self) -> dict[str, str]:
        """The fields by name."""
        return {name: getattr(self, name) for name in FIELDS}


def png_with(png: bytes, stamp: Stamp, dpi: float) -> bytes:
    """The PNG with its texts and its resolution; pixels stay as they are."""
    metre = round(dpi / 0.0254)
    chunks = [_chunk(b"sRGB", b"\0"), _chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))]
    texts = {"Title": stamp.title, **{f"onemap:{name}": value for name, value in stamp.values.items()}}
    chunks += [
        _chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode())
        for keyword, text in texts.items()
    ]
    kept = (whole for kind, _, whole in _chunks(png) if kind not in (b"pHYs", b"sRGB"))
    return b"".join([png[:_HEADER_END], *chunks, *kept])


def svg_metadata(stamp: Stamp) -> str:
    """What stands in ``<metadata>``."""
    fields = "".join(
        f"<onemap:{name}>{markup(value)}</onemap:{name}>" for name, value in stamp.values.items()
    )
    return f'<onemap:sheet xmlns:onemap="{NAMESPACE}">{fields}</onemap:sheet>'


def pdf_with(pdf: bytes, stamp: Stamp) -> bytes:
    """The PDF with our properties in its XMP, described as PDF/A asks for."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        packet = document.Root.Metadata.read_bytes().decode("utf-8")
        document.Root.Metadata = document.make_stream(
            _with_properties(packet, stamp).encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        out = io.BytesIO()
        document.save(out, deterministic_id=True, fix_metadata_version=False)
        return out.getvalue()


def _with_properties(packet: str, stamp: Stamp) -> str:
    known = "".join(
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:category>external</pdfaProperty:category>'
        f"<pdfaProperty:description>{text}</pdfaProperty:description><pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>"
        for name, text in _DESCRIPTIONS.items()
    )
    schema = (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>One Map sheet</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>onemap</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{known}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    values = "".join(
        f"<onemap:{name}>{markup(value)}</onemap:{name}>" for name, value in stamp.values.items()
    )
    own = f'<rdf:Description rdf:about="" xmlns:onemap="{NAMESPACE}">{values}</rdf:Description>'
    edits = (("<pdfaExtension:schemas><rdf:Bag>", schema), ("</rdf:RDF>", own))
    for mark, addition in edits:
        if packet.count(mark) != 1:
            raise ExportError("图无法绘制 The sheet cannot be drawn", f"XMP {mark}", "报告此错误 Report it")
        at = packet.index(mark) + (len(mark) if mark.endswith("Bag>") else 0)
        packet = packet[:at] + addition + packet[at:]
    return packet


def read_back(data: bytes) -> SheetRequest:
    """The request that a sheet was made of, out of the file itself.

    Raises
    ------
    StateError
        When the bytes are no sheet of ours, or their parameters were lost or changed on the way.
    """
    return request_of(written_request(data))


def written_request(data: bytes) -> str:
    """The canonical request as it stands in a PNG, PDF or SVG.

    Raises
    ------
    StateError
        When there is none.
    """
    found = None
    if data.startswith(_PNG):
        found = _png_texts(data).get("onemap:request")
    elif data.startswith(b"%PDF-"):
        found = _in_xmp(data)
    elif b"<svg" in data[:4096]:
        found = _in_xml(data)
    if not found:
        raise StateError(
            "文件里没有快照参数 No parameters of a sheet in this file",
            "转发或另存时可能被压缩掉了 they may have been lost when it was forwarded or saved anew",
            "用原图，或输入图上的图码 give the original file, or type the code printed on it",
        )
    return found


def _png_texts(data: bytes) -> Mapping[str, str]:
    texts = {}
    for kind, body, _ in _chunks(data):
        if kind != b"iTXt":
            continue
        keyword, _, rest = body.partition(b"\0")
        if len(rest) < 2:
            continue
        text = rest[2:].split(b"\0", 2)[-1]
        if rest[0]:  # another program may have compressed it
            try:
                text = zlib.decompressobj().decompress(text, _LONGEST)
            except zlib.error:
                continue
        texts[keyword.decode("latin-1")] = text.decode("utf-8", "replace")
    return texts


def _in_xmp(data: bytes) -> str | None:
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if "/Metadata" not in document.Root:
                return None
            return _in_xml(document.Root.Metadata.read_bytes())
    except pikepdf.PdfError:
        return None


def _in_xml(data: bytes) -> str | None:
    # Nothing outside the file is opened and no entity is spelt out: the file may come from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _as_written(data)
    name = f"{{{NAMESPACE}}}request"
    for node in root.iter():
        if node.tag == name:
            return str(node.text) if node.text else None
        if isinstance(node.tag, str) and (value := node.get(name)):
            return str(value)  # as other programs write short properties
    return None


_ELEMENT = re.compile(rb"<onemap:request>([^<]{1,%d})</onemap:request>" % 65_536)


def _as_written(data: bytes) -> str | None:
    """What stands in a file that a parser finds too large or broken, as we wrote it."""
    found = _ELEMENT.search(data)
    if not found:
        return None
    text = found[1].decode("utf-8", "replace")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, content and whole of each chunk behind the header; ends where the file is cut."""
    at = _HEADER_END
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        end = at + 12 + length
        if end > len(png):
            return
        yield png[at + 4 : at + 8], png[at + 8 : end - 4], png[at:end]
        at = end


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
