"""The demonstration files of the tiny region, written once, and a reader that shares nothing with the product's."""

from __future__ import annotations

import atexit
import csv
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyogrio
import python_calamine

from data.contracts import Contract, load_contracts
from data.datasets import INCIDENT
from data.demo import DemoFile, DemoManifest, write_demo
from tests.tiny_region import build_tiny_region

INCIDENTS = 6_000
UNTIL = date(2026, 6, 30)
STAGES = ("received_at", "filed_at", "dispatched_at", "responded_at", "disposed_at", "closed_at")
CONTRACTS = {contract.department: contract for contract in load_contracts() if contract.dataset is INCIDENT}
Row = dict[str, Any]


@dataclass(frozen=True)
class Demo:
    """Region and files of cases on disk, what the manifest tells of them, and all rows by file (`#` the row, `@` the sheet)."""

    region: Path
    folder: Path
    manifest: DemoManifest
    rows: dict[str, list[Row]]

    def file(self, department: str) -> DemoFile:
        return next(file for file in self.manifest.files if file.department == department)

    def right_rows(self) -> Iterator[tuple[Contract, Row]]:
        for file in self.manifest.files:
            wrong = wrong_places(file)
            for row in self.rows[file.name]:
                if (row["@"], row["#"]) not in wrong:
                    yield CONTRACTS[file.department], row


def of_cases(manifest: DemoManifest) -> DemoManifest:
    """What a manifest tells of the files of cases."""
    return replace(manifest, files=tuple(file for file in manifest.files if file.dataset == INCIDENT.name))


@cache
def demo() -> Demo:
    keep = tempfile.TemporaryDirectory()
    atexit.register(keep.cleanup)
    region = build_tiny_region(Path(keep.name) / "tiny")
    folder = Path(keep.name) / "files"
    manifest = of_cases(write_demo(region, folder, incidents=INCIDENTS, until=UNTIL))
    rows = {file.name: list(read(folder / file.name, CONTRACTS[file.department])) for file in manifest.files}
    return Demo(region, folder, manifest, rows)


def read(path: Path, contract: Contract) -> Iterator[Row]:
    names = {column.header: column.name for column in contract.columns}
    if path.suffix == ".csv":
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode(contract.encoding or ""), newline="")))
        for number, line in enumerate(lines[1:], start=2):
            yield named(lines[0], [cell or None for cell in line], names, number, "")
    elif path.suffix == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for sheet in book.sheet_names:
            table = book.get_sheet_by_name(sheet).to_python()
            first = next(
                (i for i, cells in enumerate(table[:3]) if contract.columns[0].header in cells), None
            )
            if first is None:
                continue
            for number, cells in enumerate(table[first + 1 :], start=first + 2):
                if cells[0] != "合计":
                    cleaned = [None if cell == "" else cell for cell in cells]
                    yield named(
                        table[first], cleaned, names, number, sheet if len(book.sheet_names) > 1 else ""
                    )
    elif path.suffix == ".geojson":
        for number, feature in enumerate(json.loads(path.read_text(encoding="utf-8"))["features"], start=1):
            point = (feature["geometry"] or {"coordinates": [None, None]})["coordinates"]
            properties = feature["properties"]
            yield named(list(properties), list(properties.values()), names, number, "") | dict(
                zip(("lon", "lat"), point, strict=True)
            )
    else:
        frame = pyogrio.read_dataframe(f"/vsizip/{path}")
        for number, (cells, point) in enumerate(
            zip(frame.drop(columns="geometry").to_numpy().tolist(), frame.geometry, strict=True), start=1
        ):
            row = named(
                list(frame.columns[:-1]),
                [c if isinstance(c, str) else None for c in cells],
                names,
                number,
                "",
            )
            yield row | {"lon": point and point.x, "lat": point and point.y}


def named(header: list[Any], cells: list[Any], names: dict[str, str], number: int, sheet: str) -> Row:
    by_header = dict(zip(header, cells, strict=True))
    return {name: by_header[text] for text, name in names.items()} | {"#": number, "@": sheet}


def when(value: Any) -> datetime | None:
    """A time in any of the ways that the files write it; ValueError when it is none."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = str(value).removesuffix("+08:00").replace("T", " ")
    for way in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(text, way)
        except ValueError:
            continue
    raise ValueError(text)


def wrong_places(file: DemoFile, *kinds: str) -> set[tuple[str, int]]:
    return {
        (w.sheet, w.row) for w in file.wrong_rows if w.kind != "footer" and (not kinds or w.kind in kinds)
    }
