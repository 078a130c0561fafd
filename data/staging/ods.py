"""ods, the workbook of LibreOffice: its XML is read as it stands, repeated cells and rows counted as they are shown."""

from __future__ import annotations

from pathlib import Path

from data.staging import archive
from data.staging.extent import MOST_CELLS, parse
from data.staging.grid import BATCH_ROWS, Batch, FileFaultError, Grid, Reading, Row, cell_text
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.workbook import chosen

_MOST_UNPACKED = 1 << 30
# A row or cell that holds something is seldom repeated, and never more often than a sheet has columns.
_MOST_REPEATS = 16_384
_IGNORED = frozenset({"annotation", "tracked-changes", "shapes", "named-expressions", "database-ranges"})


def read_ods(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read an OpenDocument spreadsheet.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``protected_file``, ``too_large``, ``unsafe_file``, ``missing_sheet`` or ``empty_file``.
    """
    sheets = _Sheets()
    with archive.opened(path) as opened:
        members = {info.filename: info for info in opened.infolist()}
        content, manifest = members.get("content.xml"), members.get("META-INF/manifest.xml")
        if manifest and b"manifest:encryption-data" in next(archive.chunks(opened, manifest), b""):
            raise FileFaultError("protected_file")
        if content is None:
            raise FileFaultError("unreadable", detail="缺少 content.xml", detail_en="content.xml is missing")
        if content.file_size > _MOST_UNPACKED:
            raise FileFaultError(
                "too_large", detail=f"展开后有 {content.file_size >> 20:,} MB",
                detail_en=f"unpacked it has {content.file_size >> 20:,} MB",
            )  # fmt: skip
        parse(archive.chunks(opened, content), sheets.begins, sheets.ends, sheets.text)
    names = list(sheets.batches)
    grids = tuple(Grid.of_batches(name, sheets.batches[name]) for name in chosen(names, options))
    if not any(grid.head for grid in grids):
        raise FileFaultError("empty_file")
    return Reading("ods", grids, sheet_names=tuple(names))


class _Sheets:
    """Builds sheets out of the parser's events."""

    def __init__(self) -> None:
        self.batches: dict[str, list[Batch]] = {}
        self._batch: list[Batch] = []
        self._numbers: list[int] = []
        self._rows: list[Row] = []
        self._number = 0
        self._row: Row = []
        self._row_repeats = 1
        self._cell: str | None = None
        self._cell_repeats = 1
        self._words: list[str] | None = None
        self._ignored = 0
        self._cells = 0

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if self._ignored or kind in _IGNORED:
            self._ignored += 1
        elif kind == "table":
            self._batch = []
            self.batches[attributes.get("table:name", "") or f"#{len(self.batches) + 1}"] = self._batch
            self._number = 0
        elif kind == "table-row":
            self._row, self._row_repeats = [], _times(attributes.get("table:number-rows-repeated"))
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell_repeats = _times(attributes.get("table:number-columns-repeated"))
            self._cell, self._words = _value(attributes), []
        elif self._words is not None:
            if kind == "p" and self._words:
                self._words.append("\n")
            elif kind == "s":
                self._words.append(" " * min(_times(attributes.get("text:c")), 1000))
            elif kind in ("tab", "line-break"):
                self._words.append("\t" if kind == "tab" else "\n")

    def text(self, words: str) -> None:
        if self._words is not None and not self._ignored:
            self._words.append(words)

    def ends(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if self._ignored:
            self._ignored -= 1
        elif kind in ("table-cell", "covered-table-cell"):
            text = self._cell if self._cell is not None else cell_text("".join(self._words or ()))
            self._add_cell(text)
            self._words = None
        elif kind == "table-row":
            self._add_row()
        elif kind == "table":
            self._flush()

    def _add_cell(self, text: str | None) -> None:
        if text is None and self._cell_repeats >= _MOST_REPEATS // 16:
            # The blank rest of the row.
            return
        if self._cell_repeats > _MOST_REPEATS or len(self._row) > _MOST_REPEATS:
            raise FileFaultError(
                "too_large", detail="一行超过 16384 列", detail_en="a row of more than 16384 columns"
            )
        self._row += [text] * self._cell_repeats

    def _add_row(self) -> None:
        while self._row and self._row[-1] is None:
            self._row.pop()
        if self._row:
            self._cells += len(self._row) * self._row_repeats
            if self._cells > MOST_CELLS:
                raise FileFaultError(
                    "too_large",
                    detail=f"超过 {MOST_CELLS:,} 个单元格",
                    detail_en=f"more than {MOST_CELLS:,} cells",
                )
            for i in range(self._row_repeats):
                self._numbers.append(self._number + i + 1)
                self._rows.append(self._row)
            if len(self._rows) >= BATCH_ROWS:
                self._flush()
        self._number += self._row_repeats

    def _flush(self) -> None:
        if self._rows:
            width = max(map(len, self._rows))
            self._batch.append(Batch.of_rows(self._numbers, self._rows, width))
            self._numbers, self._rows = [], []


def _times(given: str | None) -> int:
    return min(int(given), 1 << 21) if given and given.isascii() and given.isdigit() else 1


def _value(attributes: dict[str, str]) -> str | None:
    """What a cell holds, where it is more exact than what it shows."""
    kind = attributes.get("office:value-type")
    if kind in ("float", "percentage", "currency"):
        try:
            return cell_text(float(attributes["office:value"]))
        except (KeyError, ValueError):
            return None
    if kind == "date":
        return cell_text(attributes.get("office:date-value", "").replace("T", " "))
    if kind == "boolean":
        return {"true": "1", "false": "0"}.get(attributes.get("office:boolean-value", ""))
    return None
