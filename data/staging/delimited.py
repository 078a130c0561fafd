"""CSV as departments export it: UTF-8 with or without BOM, GB 18030, UTF-16; comma, tab, semicolon or bar."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from data.staging.grid import FileFaultError, Grid, Reading, Row
from data.staging.options import NOTHING_SETTLED, ReadOptions

DELIMITERS = (",", "\t", ";", "|")
_FIELD_LIMIT = 10_000_000
# Share of undecodable bytes below which a file is damaged UTF-8 rather than something else.
_DAMAGED = 0.01


def read_delimited(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read a delimited text file.

    Raises
    ------
    FileFaultError
        ``empty_file``, ``wrong_encoding`` (with the line of the first bad byte) or ``unreadable``.
    """
    data = path.read_bytes()
    if not data.strip(b"\r\n\t ,;"):
        raise FileFaultError("empty_file")
    text, encoding = decode(data)
    sample = text[:20_000].splitlines()[:20]
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in sample))
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    numbers: list[int] = []
    rows: list[Row] = []
    line = 1
    try:
        for fields in reader:
            row = [cell.strip() or None for cell in fields]
            if any(row):
                numbers.append(line)
                rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileFaultError(
            "unreadable", detail=f"第 {line} 行 {error}", detail_en=f"line {line}: {error}"
        ) from error
    return Reading("csv", (Grid.of_rows(None, numbers, rows),), encoding=encoding, delimiter=delimiter)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding it was in.

    Raises
    ------
    FileFaultError
        ``wrong_encoding``: neither UTF-8 nor GB 18030, or UTF-8 that is damaged.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16"), "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return _strict(data, "utf-8-sig"), "utf-8-sig"
    if b"\x00" in data[:4096]:
        raise FileFaultError(
            "wrong_encoding",
            detail="含空字节，像没有标记的 UTF-16 或二进制文件",
            detail_en="it holds null bytes, like UTF-16 without a mark or a binary file",
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        wide = len(data.translate(None, delete=bytes(range(0xC0))))
        broken = data.decode("utf-8", errors="replace").count("\ufffd")
        if broken <= max(1, wide * _DAMAGED):
            raise _fault(data, error) from error
    return _strict(data, "gb18030"), "gb18030"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _fault(data, error) from error


def _fault(data: bytes, error: UnicodeDecodeError) -> FileFaultError:
    line = data.count(b"\n", 0, error.start) + 1
    bad = data[error.start : error.start + 4].hex(" ")
    return FileFaultError(
        "wrong_encoding",
        row=line,
        value=bad,
        detail=f"第 {line} 行第 {error.start} 字节起（{bad}）不是 {error.encoding}",
        detail_en=f"line {line}, from byte {error.start} ({bad}) is not {error.encoding}",
    )
