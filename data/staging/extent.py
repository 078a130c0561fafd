"""How far a worksheet of an xlsx reaches, told before it is opened: two cells at its far corners would fill all memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from data.staging.archive import chunks
from data.staging.grid import FileFaultError

#: Cells that a worksheet may span, empty ones included: half a million rows of 24 columns, a gigabyte when open.
MOST_CELLS = 12_000_000
# The longest reference, and what stands before it.
_OVERLAP = 32
Bytes = npt.NDArray[np.uint8]


@dataclass
class Extent:
    """The last row and column that hold a cell, from 1."""

    rows: int = 0
    columns: int = 0

    @property
    def is_allowed(self) -> bool:
        """Whether memory is meant for so much."""
        return self.rows * self.columns <= MOST_CELLS

    def refuse(self, sheet: str) -> None:
        """Raise ``too_large`` when the sheet spans more than that."""
        if not self.is_allowed:
            raise FileFaultError(
                "too_large",
                value=sheet,
                detail=f"工作表 {sheet} 占 {self.rows:,} 行 {self.columns:,} 列",
                detail_en=f"sheet {sheet} spans {self.rows:,} rows and {self.columns:,} columns",
            )


def extent_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Extent:
    """Read a worksheet's XML to its end and tell how far it reaches; the fault of damage is the caller's to tell."""
    quick = _scanned(chunks(archive, info))
    if quick is not None and quick.is_allowed:
        return quick
    # Cells may be written in another way, or reach far with nothing but a colour in them.
    return _parsed(chunks(archive, info))


def _scanned(parts: Iterator[bytes]) -> Extent | None:
    """The extent by the references of the cells as every known program writes them; None where one is written otherwise."""
    extent, left, cells, references, is_plain = Extent(), b"", 0, 0, True
    for part in parts:
        text = left + part
        if is_plain:
            is_plain = b"<!" not in text
            # What begins within the last bytes is looked at with the next piece.
            cut = len(text) - _OVERLAP
            cells += _cells(text, cut)
            references += _references(text, cut, extent)
        left = text[-_OVERLAP:]
    text = left + b" " * _OVERLAP
    cells += _cells(text, len(left))
    references += _references(text, len(left), extent)
    return extent if is_plain and references >= cells else None


def _cells(text: bytes, cut: int) -> int:
    """Elements named c that begin before `cut`."""
    data = np.frombuffer(text, np.uint8)
    if cut <= 0:
        return 0
    named = (data[1 : cut + 1] == ord("c")) & ((data[:cut] == ord("<")) | (data[:cut] == ord(":")))
    after = data[np.flatnonzero(named) + 2]
    return int(((after <= 32) | (after == ord(">")) | (after == ord("/"))).sum())


def _references(text: bytes, cut: int, extent: Extent) -> int:
    """Widen the extent by every reference that begins before `cut`; how many name a cell."""
    if cut <= 0:
        return 0
    data = np.frombuffer(text, np.uint8)
    found = (data[1 : cut + 1] == ord("r")) & (data[2 : cut + 2] == ord("=")) & (data[:cut] <= 32)
    at = np.flatnonzero(found) + 3
    at = at[(data[at] == ord('"')) | (data[at] == ord("'"))] + 1
    column = np.zeros(len(at), np.int64)
    is_letter = np.ones(len(at), np.bool_)
    for _ in range(4):
        letter = data[at] & 0xDF
        is_letter &= (letter >= ord("A")) & (letter <= ord("Z"))
        column = np.where(is_letter, column * 26 + letter - 64, column)
        at = at + is_letter
    row = np.zeros(len(at), np.int64)
    is_digit = np.ones(len(at), np.bool_)
    for _ in range(8):
        digit = data[at]
        is_digit &= (digit >= ord("0")) & (digit <= ord("9"))
        row = np.where(is_digit, row * 10 + digit - 48, row)
        at = at + is_digit
    if len(at):
        extent.rows = max(extent.rows, int(row.max()))
        extent.columns = max(extent.columns, int(column.max()))
    return int((column > 0).sum())


def _parsed(parts: Iterator[bytes]) -> Extent:
    """The extent as an XML parser sees it: of cells that hold something, those without a reference counted on."""
    extent = Extent()
    row = column = 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        kind = name.rpartition(":")[2]
        if kind in ("row", "c"):
            reference = attributes.get("r", "")
            digits = "".join(c for c in reference if c.isascii() and c.isdigit())[:8]
            if kind == "row":
                row, column = int(digits or row + 1), 0
                return
            given = 0
            for letter in "".join(c for c in reference.upper() if "A" <= c <= "Z")[:4]:
                given = given * 26 + ord(letter) - 64
            row, column = int(digits or row), given or column + 1
        elif kind in ("v", "is", "f", "t"):
            extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)

    parse(parts, begins)
    return extent


def parse(
    parts: Iterable[bytes],
    begins: Callable[[str, dict[str, str]], None],
    ends: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run an XML parser that knows no entities of the document's own.

    Raises
    ------
    FileFaultError
        ``unreadable`` or, with a document type of its own, ``unsafe_file``.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise FileFaultError(
            "unsafe_file", detail="XML 自带文档类型定义", detail_en="XML with a document type of its own"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begins
    if ends is not None:
        parser.EndElementHandler = ends
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for part in parts:
            parser.Parse(part, False)
        parser.Parse(b"", True)
    # LookupError: an encoding that nobody knows.
    except (expat.ExpatError, LookupError) as error:
        raise FileFaultError(
            "unreadable", detail=f"XML 有误（{error}）", detail_en=f"damaged XML ({error})"
        ) from error
