"""xls, the workbook of 1997: opened in a process of its own, whose memory is limited, since it cannot be told beforehand
how far a sheet reaches.

    python -m data.staging.old_workbook FILE FOLDER
"""

from __future__ import annotations

import io
import json
import mmap
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import python_calamine

from data.staging.grid import BATCH_ROWS, Batch, FileFaultError, Grid, Reading
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.workbook import calamine_faults, chosen, table_of

_ROOT = Path(__file__).resolve().parents[2]
_MEMORY = 3 << 30
_SECONDS = 180
_INDEX = "sheets.json"
# An xlsx with a password lies in a compound file, under this name.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_xls(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read a binary workbook.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``protected_file``, ``too_large``, ``missing_sheet`` or ``empty_file``.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(_ENCRYPTED) >= 0:
            raise FileFaultError("protected_file")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "data.staging.old_workbook", str(path.absolute()), folder]
        try:
            done = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise FileFaultError(
                "too_large",
                detail=f"{_SECONDS} 秒内没有读完",
                detail_en=f"not read within {_SECONDS} seconds",
            ) from error
        index = Path(folder) / _INDEX
        if not index.is_file():
            # It was out of memory, or ended in a way that nobody foresaw: its words would help nobody.
            fault = "too_large" if done.returncode < 0 or b"MemoryError" in done.stderr else "unreadable"
            raise FileFaultError(
                fault, detail="打开时内存不足或内容已损坏", detail_en="out of memory, or damaged"
            )
        told = json.loads(index.read_text("utf-8"))
        if "rule" in told:
            raise FileFaultError(told["rule"], detail=told["detail"])
        names = list(told["sheets"])
        grids = tuple(
            Grid.of_batches(name, _batches(Path(folder) / f"{names.index(name)}.arrow"))
            for name in chosen(names, options)
        )
    if not any(grid.head for grid in grids):
        raise FileFaultError("empty_file")
    return Reading("xls", grids, sheet_names=tuple(names))


def _batches(path: Path) -> list[Batch]:
    with pa.ipc.open_file(pa.OSFile(str(path))) as reader:
        tables = [reader.get_batch(i) for i in range(reader.num_record_batches)]
    return [Batch(part.column(0).to_numpy(zero_copy_only=False), tuple(part.columns[1:])) for part in tables]


def main(path: str, folder: str) -> None:
    """Write each sheet as an Arrow file, and an index of their names or of what is wrong."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    memory = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with calamine_faults():
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
            names = [m.name for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]
            for number, name in enumerate(names):
                _write(book.get_sheet_by_name(name), Path(folder) / f"{number}.arrow")
        told: dict[str, object] = {"sheets": names}
    except FileFaultError as fault:
        told = {"rule": fault.rule, "detail": fault.detail_zh}
    (Path(folder) / _INDEX).write_text(json.dumps(told), "utf-8")


def _write(sheet: python_calamine.CalamineSheet, path: Path) -> None:
    table = table_of(sheet)
    width = max(table.width, 1)
    schema = pa.schema([("number", pa.int32()), *((str(i), pa.string()) for i in range(width))])
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_file(stream, schema) as writer:
        for batch in table.batches(0, width, BATCH_ROWS):
            writer.write(pa.record_batch([pa.array(batch.numbers), *batch.columns], schema=schema))


if __name__ == "__main__":
    main(*sys.argv[1:])
