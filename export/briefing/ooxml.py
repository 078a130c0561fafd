"""What slides, documents and workbooks share: fonts that every office has, clean text, vector pictures, equal bytes.

Office files are zips of XML with the time of their making all over them. `normalise` takes it out, so that one
briefing gives one file. A vector picture is a PNG with its SVG beside it (``svgBlip``): PowerPoint 2016 and WPS of
today show the SVG, older programs and LibreOffice the PNG.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from lxml import etree

from export.tables import XLSX_TEXT, plain_text

# On every Windows since Vista, in Office for Mac and in WPS; by its English name it is found in any language.
FONT = "Microsoft YaHei"

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
IMAGE_RELATION = f"{_R}/image"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# Left over from the templates of the libraries: a picture of an empty file and one printer's settings.
_LEFT_OVER = ("docProps/thumbnail.jpeg", "ppt/printerSettings/printerSettings1.bin")
_LEFT_OVER_RELATION = re.compile(
    rb'<Relationship [^>]*Target="(?:\.\./)*[^"]*(?:thumbnail\.jpeg|printerSettings1\.bin)"[^>]*/>'
)
# Marks that turn the direction of writing: in a table they could make one figure look like another.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile(r"[\t\r\n\v\f\u0085\u2028\u2029]+")


def clean(text: str) -> str:
    """Text as one line that no format trips over: no control characters, no marks of direction, composed.

    What cannot be shown becomes U+FFFD, as in the tables; line ends and tabs become blanks.
    """
    line = _LINE_ENDS.sub(" ", text)
    return unicodedata.normalize("NFC", _DIRECTION.sub("", plain_text(line))).strip(" ")


def normalise(data: bytes, made_at: datetime) -> bytes:
    """An office file without the time and place of its making: the same parts, the same bytes.

    Parameters
    ----------
    data
        A zip as python-pptx, python-docx or xlsxwriter write it; workbooks inside it are treated alike.
    made_at
        Moment that the file tells as that of its making: the release's, not the clock's. Naive is UTC.
    """
    moment = (made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)).astimezone(UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        # Readers of streams want the list of contents first; the rest by name.
        names = sorted(set(old.namelist()) - set(_LEFT_OVER), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MADE.sub(rb"\g<1>" + stamp, part)
            elif name.endswith(".rels"):
                part = _LEFT_OVER_RELATION.sub(b"", part)
            elif name.endswith(".xlsx"):
                part = normalise(part, made_at)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, part, compresslevel=6)
    return out.getvalue()


def set_typefaces(properties: Any, font: str = FONT) -> None:
    """Name one font for Latin, East Asian and complex script in an ``a:rPr`` or ``a:defRPr``.

    A program that finds only the Latin one takes its own for Chinese, and every computer takes another.
    """
    for tag in ("latin", "ea", "cs"):
        name = f"{{{_A}}}{tag}"
        for found in properties.findall(name):
            properties.remove(found)
    # In the order of the schema, before links and extensions.
    after = [f"{{{_A}}}{tag}" for tag in ("sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst")]
    place = next((i for i, child in enumerate(properties) if child.tag in after), len(properties))
    for offset, tag in enumerate(("latin", "ea", "cs")):
        element = etree.Element(f"{{{_A}}}{tag}")
        element.set("typeface", font)
        properties.insert(place + offset, element)


def theme_with_font(theme: bytes, font: str = FONT) -> bytes:
    """A theme part whose heading and body fonts are `font`, for Latin, East Asian and simplified Chinese."""
    tree = etree.fromstring(theme)
    for kind in ("majorFont", "minorFont"):
        for fonts in tree.iter(f"{{{_A}}}{kind}"):
            for tag in ("latin", "ea"):
                fonts.find(f"{{{_A}}}{tag}").set("typeface", font)
            for other in fonts.findall(f"{{{_A}}}font"):
                if other.get("script") == "Hans":
                    other.set("typeface", font)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def add_svg(blip: Any, relation: str) -> None:
    """Give the picture of an ``a:blip`` its vector form, a part that the file holds under `relation`."""
    extensions = etree.SubElement(blip, f"{{{_A}}}extLst")
    extension = etree.SubElement(extensions, f"{{{_A}}}ext")
    extension.set("uri", _SVG_EXTENSION)
    vector = etree.SubElement(extension, f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
    vector.set(f"{{{_R}}}embed", relation)


def chart_workbook(categories: list[str], series: list[tuple[str, list[float | None]]], number: str) -> bytes:
    """The workbook behind a chart of a slide or a document: categories in column A, a series a column.

    That of python-pptx takes a category that begins with ``=`` for a formula; here text is text.

    Parameters
    ----------
    number
        Format of the figures, as spreadsheets write it.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE_WORKBOOK)
    book.set_properties({"created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, 0, 16)
    figures = book.add_format({"num_format": number})
    for row, name in enumerate(categories, start=1):
        sheet.write_string(row, 0, cell_text(name))
    for column, (name, values) in enumerate(series, start=1):
        sheet.write_string(0, column, cell_text(name))
        for row, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, figures)
    book.close()
    return out.getvalue()


# A workbook in which nothing but what the program means is a formula, a link or a number.
SAFE_WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def cell_text(text: str) -> str:
    """Clean text, no longer than a cell of a workbook holds."""
    return clean(text)[:XLSX_TEXT]
