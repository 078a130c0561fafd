"""The data gate: a million rows of CSV in GB 18030 and a workbook of 200,000 rows, read, checked and placed.

    python -m benchmarks.gate [--rows 1000000] [--workbook 200000] [--gib 0] [--quick]

The rows are the demonstration's own, flaws and all, repeated under new numbers; each file is checked by ``python -m data
check`` in a process of its own, with wall time and peak memory. ``--gib 1`` reads a CSV of that size on top, alone,
batch by batch, as large files given by path are.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

from benchmarks.load.server import machine
from data.contracts import load_contracts
from data.settings import ROOT
from data.staging.options import Incoming
from data.staging.receive import of_folder, receive

OUT = Path(__file__).resolve().parent / "out"
FOLDER = OUT / "gate"
TARGET_S, TARGET_GIB = 60.0, 2.0
_SOURCE_CASES = 60_000
# Rounds lie so far apart that no row looks like a second report of another.
_APART = timedelta(hours=3, minutes=17)
Rows = list[list[str | None]]


def measured(*arguments: str) -> tuple[float, float, float, str]:
    """Seconds by the wall and of CPU, peak memory (GiB) and what a command of ``python -m …`` says."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - began, cpu, usage.ru_maxrss / 2**20, said


def sources() -> tuple[list[Path], list[Path]]:
    """The demonstration's CSVs of one department and its workbook of another; made where they are missing."""
    folder = FOLDER / "demo"
    if not any(folder.glob("*.csv")):
        *_, said = measured("data", "demo", "--incidents", str(_SOURCE_CASES), "--out", str(folder))
        if not any(folder.glob("*.csv")):
            raise SystemExit(said)
    return sorted(folder.glob("*城管案卷_*.csv")), sorted(folder.glob("*公安局*.xlsx"))


def repeated(rows: Rows, places: dict[str, int], n: int) -> Iterator[list[str | None]]:
    """So many rows: the given ones again and again, each round under numbers, titles and times of its own."""
    times = [place for name, place in places.items() if name.endswith("_at")]
    for i in range(n):
        row, turn = list(rows[i % len(rows)]), i // len(rows)
        for name in ("case_no", "title"):
            cell = row[places[name]]
            row[places[name]] = cell and f"{cell}-{turn}"
        for place in times:
            cell = row[place]
            try:
                row[place] = cell and str(datetime.fromisoformat(cell) - turn * _APART)
            except ValueError:
                # A flaw of the demonstration's: it stays.
                continue
        yield row


def _rows(paths: list[Path]) -> tuple[list[str], Rows, dict[str, int]]:
    """Header, rows and the positions of our columns."""
    (first, *_) = files = list(receive([i for p in paths for i in _incoming(p)], load_contracts()))
    sheet = first.sheets[0]
    return (
        list(sheet.header),
        [row for f in files for s in f.sheets for row in s.rows],
        sheet.columns,
    )


def _incoming(path: Path) -> list[Incoming]:
    return [file for file in of_folder(path.parent) if file.path == path]


def write_csv(path: Path, paths: list[Path], n: int, *, size: float = 0) -> None:
    """Write a CSV in GB 18030 of so many rows, or of so many bytes."""
    header, rows, places = _rows(paths)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        for i, row in enumerate(repeated(rows, places, n if not size else 1 << 40)):
            writer.writerow(row)
            if size and i % 10_000 == 0 and stream.tell() >= size:
                return


def write_workbook(path: Path, paths: list[Path], n: int) -> None:
    """Write a workbook of so many rows."""
    header, rows, places = _rows(paths)
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 0, header)
    for i, row in enumerate(repeated(rows, places, n), start=1):
        sheet.write_row(i, 0, row)
    book.close()


def check(path: Path) -> dict[str, float]:
    """Check the folder of one file; seconds and peak memory."""
    seconds, cpu, peak, said = measured("data", "check", str(path.parent), "--verbose")
    size = path.stat().st_size / 2**20
    kept = seconds <= TARGET_S and peak <= TARGET_GIB
    print(f"{path.name} ({size:.0f} MiB): {seconds:.1f} s ({cpu:.1f} s of CPU), peak {peak:.2f} GiB; "
          f"target (≤ {TARGET_S:.0f} s, ≤ {TARGET_GIB:.0f} GiB): {'met' if kept else 'MISSED'}")  # fmt: skip
    print("  " + "\n  ".join(said.strip().splitlines()[-3:]), flush=True)
    return {"seconds": seconds, "cpu": cpu, "peak_gib": peak, "mib": size}


def stream(path: Path) -> dict[str, float]:
    """Read a file batch by batch in a process of its own."""
    code = "import sys; from benchmarks.gate import count; count(sys.argv[1])"
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read().decode().strip()
    _, _, usage = os.wait4(process.pid, 0)
    seconds, peak = time.perf_counter() - began, usage.ru_maxrss / 2**20
    print(f"{path.name} read: {said} rows, {seconds:.1f} s, peak {peak:.2f} GiB", flush=True)
    return {"seconds": seconds, "peak_gib": peak}


def count(path: str) -> None:
    """Print the number of rows of a file."""
    (file,) = receive(_incoming(Path(path)), load_contracts())
    print(sum(len(batch) for sheet in file.sheets for batch in sheet.batches()))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--workbook", type=int, default=200_000)
    parser.add_argument("--gib", type=float, default=0)
    parser.add_argument("--quick", action="store_true", help="50,000 rows and 20,000")
    options = parser.parse_args()
    rows, workbook = (50_000, 20_000) if options.quick else (options.rows, options.workbook)
    print(machine(), flush=True)
    tables, books = sources()
    result: dict[str, object] = {}
    for name, path, write, given, n in (
        ("csv", FOLDER / f"csv-{rows}" / "城管案卷.csv", write_csv, tables, rows),
        ("xlsx", FOLDER / f"xlsx-{workbook}" / "公安事件.xlsx", write_workbook, books, workbook),
    ):
        if not n:
            continue
        if not path.exists():
            write(path, given, n)
        result[name] = check(path)
    if options.gib:
        large = FOLDER / "large" / "城管案卷.csv"
        write_csv(large, tables, 0, size=options.gib * 2**30)
        result["large"] = stream(large)
        shutil.rmtree(large.parent)
    OUT.mkdir(exist_ok=True)
    (OUT / "gate.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
