"""From cases to one department's files: order, wrong rows, form, and what the manifest says of them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from data.demo.cases import Cases, Span
from data.demo.clocks import Cell
from data.demo.faults import Fault, spoil
from data.demo.forms import Columns, write_csv, write_geojson, write_zipped_shapefile
from data.demo.lifecycle import Lives
from data.demo.manifest import DEMO_MARK, DemoFile, WrongRow
from data.demo.places import Index, Places
from data.demo.profiles import DepartmentProfile, Profiles
from data.demo.texts import write_table
from data.demo.workbook import Sheet, write_workbook
from data.demo.workdays import DAY, epoch_day

_SUFFIX = {"csv": "csv", "xlsx": "xlsx", "xlsx_sheets": "xlsx", "shapefile": "zip", "geojson": "geojson"}
_NOTES = (
    "填表说明",
    "1. 每县（市、区）一个工作表，表头不得增删改名。",
    "2. 日期只填到日；诉求编号全市唯一。",
    "3. 村（社区）代码为国家统计局 12 位统计用区划代码，按文本填写。",
    "4. 经纬度为 WGS 84 十进制度，无法采集的留空。",
    "5. 本表为演示数据，不含真实个人信息。",
)


def write_department(
    department: DepartmentProfile,
    profiles: Profiles,
    places: Places,
    cases: Cases,
    lives: Lives,
    span: Span,
    out_dir: Path,
    rng: np.random.Generator,
) -> tuple[list[DemoFile], dict[int, str]]:
    """Write the files of one department; one file for each equal run of months.

    Returns
    -------
    files, numbers
        What was written, and the number of every case that is told soundly, by position in `cases`.
    """
    files = []
    numbers: dict[int, str] = {}
    number = 1
    for first, last in _runs(span, department.files):
        inside = (cases.received >= epoch_day(first) * DAY) & (cases.received < (epoch_day(last) + 1) * DAY)
        own = np.flatnonzero(inside)
        sheet = places.county[cases.grid[own]] if department.form == "xlsx_sheets" else np.zeros_like(own)
        order = np.lexsort((cases.received[own], sheet))
        name = f"{_sender(department)}_{department.dataset}_{first:%Y%m}-{last:%Y%m}{DEMO_MARK}.{_SUFFIX[department.form]}"
        rows = own[order]
        file, told = _write_file(
            out_dir / name, department, profiles, places, cases.take(rows), lives.take(rows), sheet[order],
            span.last, rng, number,
        )  # fmt: skip
        files.append(file)
        numbers |= {int(rows[row]): case_no for row, case_no in told.items()}
        number += len(own)
    return files, numbers


def _sender(department: DepartmentProfile) -> str:
    """The full name, or the short one where the contract knows the department's files only by that."""
    suffix = _SUFFIX[department.form]
    full = department.name_full
    known = department.contract.matches_name(f"{full}_{department.dataset}.{suffix}")
    return full if known else f"{department.name}局"


def _runs(span: Span, files: int) -> list[tuple[date, date]]:
    """The span in `files` runs of whole months."""
    edges = [0]
    month, _ = span.months()
    n_months = int(month[-1]) + 1
    edges += [int(np.searchsorted(month, round(n_months * part / files))) for part in range(1, files)]
    edges.append(span.days)
    start = span.first.toordinal()
    return [(date.fromordinal(start + a), date.fromordinal(start + b - 1)) for a, b in pairwise(edges)]


def _write_file(
    path: Path,
    department: DepartmentProfile,
    profiles: Profiles,
    places: Places,
    cases: Cases,
    lives: Lives,
    groups: Index,
    dated: date,
    rng: np.random.Generator,
    first_number: int,
) -> tuple[DemoFile, dict[int, str]]:
    """Write one file; with it the number of each case that is told soundly."""
    table = write_table(department, profiles, places, cases, lives, rng, first_number)
    order, faults = spoil(table, places, department, groups, rng)
    picks = order.tolist()
    cells = {name: [column[i] for i in picks] for name, column in table.columns.items()}
    columns: Columns = {c.header: cells[c.name] for c in department.contract.columns}
    sheets = groups[order]
    names = [places.county_names[i] for i in range(len(places.county_names))]
    footer_row: WrongRow | None = None
    if department.form == "csv":
        columns = _with_extras(columns, department, profiles, rng)
        write_csv(path, columns, department.contract.encoding or "utf-8")
    elif department.form == "geojson":
        write_geojson(path, columns, cells["lon"], cells["lat"], path.stem)
    elif department.form == "shapefile":
        write_zipped_shapefile(path, columns, cells["lon"], cells["lat"], "GB18030", dated)
    else:
        footer_row = _write_workbook(path, department, columns, sheets, names, dated)
    wrong = [_wrong_row(fault, cells, department.form, sheets, names) for fault in faults] + (
        [footer_row] if footer_row else []
    )
    spoilt = {picks[fault.position] for fault in faults if fault.kind != "duplicate"}
    told = {row: str(case_no) for row, case_no in enumerate(table.columns["case_no"]) if row not in spoilt}
    file = DemoFile(
        name=path.name,
        department=department.id,
        format=department.contract.format,
        rows=len(picks),
        bytes=path.stat().st_size,
        wrong=dict(sorted(Counter(row.kind for row in wrong).items())),
        wrong_rows=tuple(wrong),
    )
    return file, told


def _with_extras(
    columns: Columns, department: DepartmentProfile, profiles: Profiles, rng: np.random.Generator
) -> Columns:
    """Columns that the contract does not know: a running number in front, remarks behind."""
    n = len(next(iter(columns.values())))
    if not department.extras:
        return columns
    running, remark = department.extras
    words = profiles.words["remarks"]
    picks = np.where(rng.random(n) < 0.04, rng.integers(0, len(words), n), -1).tolist()
    remarks: list[Cell] = [words[p] if p >= 0 else None for p in picks]
    return {running: list(range(1, n + 1)), **columns, remark: remarks}


def _write_workbook(
    path: Path, department: DepartmentProfile, columns: Columns, sheets: Index, names: list[str], dated: date
) -> WrongRow | None:
    """Write one sheet with title and totals, or a sheet for each county; returns the row of totals."""
    times = frozenset(c.header for c in department.contract.columns if c.type == "datetime")
    n = len(sheets)
    if department.form == "xlsx":
        title = f"{department.name_full}{department.dataset}台账（截至{dated.year}年{dated.month}月{dated.day}日）"
        sheet = Sheet(department.dataset, columns, times, title, footer=("合计", None, f"共 {n} 件"))
        write_workbook(path, [sheet], "yyyy-mm-dd hh:mm:ss")
        return WrongRow("footer", n + 3, department.dataset, "case_no", "合计", "合计")
    notes: list[Cell] = list(_NOTES[1:])
    many = [Sheet(_NOTES[0], {_NOTES[0]: notes})]
    for position, name in enumerate(names):
        first, after = np.searchsorted(sheets, [position, position + 1])
        part = {header: cells[first:after] for header, cells in columns.items()}
        many.append(Sheet(name, part, times))
    write_workbook(path, many, "yyyy/m/d")
    return None


def _wrong_row(fault: Fault, cells: Columns, form: str, sheets: Index, names: list[str]) -> WrongRow:
    """Tell a fault as a person finds it in the file."""
    position = fault.position
    sheet = ""
    if form == "xlsx_sheets":
        group = int(sheets[position])
        row, sheet = position - int(np.searchsorted(sheets, group)) + 2, names[group]
    else:
        row = position + {"csv": 2, "xlsx": 3}.get(form, 1)
    value = cells[fault.column][position]
    if fault.column == "lon":
        value = f"{value},{cells['lat'][position]}"
    number = cells["case_no"][position]
    return WrongRow(
        fault.kind, row, sheet, fault.column, str(number or ""), "" if value is None else str(value)
    )
