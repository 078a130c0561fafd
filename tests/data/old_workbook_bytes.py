"""A workbook of 1997 (xls, BIFF8 in a compound file) byte by byte: text and numbers, as many sheets as one likes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

Cell = str | float | None
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls_bytes(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """The bytes of a workbook with these sheets."""
    return compound_bytes({"Workbook": _workbook(sheets)})


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    bodies = [_sheet(rows) for rows in sheets.values()]
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x06))
    start += _record(0x0042, struct.pack("<H", 1200))
    names = [name.encode("utf-16-le") for name in sheets]
    length = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    places = []
    for body in bodies:
        places.append(length)
        length += len(body)
    bound = b"".join(
        _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name) // 2, 1) + name)
        for place, name in zip(places, names, strict=True)
    )
    return start + bound + _record(0x000A) + b"".join(bodies)


def _sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max(map(len, rows), default=0)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x06))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                body += _record(0x0204, struct.pack("<HHHHB", number, place, 0, len(text) // 2, 1) + text)
            elif cell is not None:
                body += _record(0x0203, struct.pack("<HHHd", number, place, 0, cell))
    return body + _record(0x000A)


def compound_bytes(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of up to three streams, each filled up so far that it is no mini stream."""
    table: list[int] = [_FAT, _END]
    entries, body = [_entry("Root Entry", 5, _END, 0, child=1)], b""
    for number, (name, content) in enumerate(streams.items(), start=1):
        content = content.ljust(4096, b"\0")
        sectors = -(-len(content) // _SECTOR)
        start = len(table)
        following = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, start, len(content), right=following))
        table += [*range(start + 1, start + sectors), _END]
        body += content.ljust(sectors * _SECTOR, b"\0")
    assert len(table) <= 128 and len(entries) <= 4, "one sector each is all there is"
    table += [_FREE] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = b"".join([*entries, *[_entry("", 0, 0, 0)] * (4 - len(entries))])
    return header + struct.pack("<128I", *table) + directory + body


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
    return head + struct.pack("<III", _FREE, right, child) + b"\0" * 36 + struct.pack("<IQ", start, size)
