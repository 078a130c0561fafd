"""Whose file is it, and where does its header stand: below title rows, on some of the sheets, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from data.contracts import Contract
from data.problems import Problem, problem
from data.rules.registry import RULES
from data.staging.grid import OUR_HEADERS, POINT_X, POINT_Y, FileFaultError, Grid, Reading
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.saved import NO_MAPPINGS, Mappings
from data.staging.sheet import Sheet

# Title rows, a unit line and a merged line above the header: thirty rows are ample.
_HEADER_WITHIN = 30


@dataclass(frozen=True)
class Located:
    """The contract that a file belongs to and its data."""

    contract: Contract
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Candidate:
    contract: Contract
    grid: Grid
    at: int
    columns: dict[str, int]

    @property
    def complete(self) -> bool:
        return not self.contract.missing(self.columns)

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(cell or "" for cell in self.grid.head[self.at])


def locate(
    reading: Reading,
    name: str,
    contracts: Sequence[Contract],
    options: ReadOptions = NOTHING_SETTLED,
    mappings: Mappings = NO_MAPPINGS,
) -> Located:
    """Match a file to a contract: by name pattern, the most telling first, and by header.

    A department's other dataset is taken where the header says so, whatever the name.

    Raises
    ------
    FileFaultError
        ``unknown_department``, ``foreign_columns``, ``missing_columns`` or ``empty_file``.
    """
    grids = [grid for grid in reading.grids if grid.head]
    named = contracts_named(name, contracts)
    best = {c.key: [_best(c, grid) for grid in grids] for c in contracts}
    fitting = [c for c in contracts if any(found.complete for found in best[c.key])]
    by_name = [c for c in named if c in fitting][:1]
    senders = {c.department for c in named}
    by_name = by_name or [c for c in fitting if c.department in senders]
    if not by_name and named and fitting:
        raise FileFaultError("foreign_columns", value=named[0].department, detail=fitting[0].department)
    chosen = by_name or fitting
    if not chosen:
        raise _no_header(named, contracts, best, grids)
    contract = max(chosen, key=lambda c: max(len(found.columns) for found in best[c.key]))
    return _take(contract, best[contract.key], name)


def contracts_named(name: str, contracts: Sequence[Contract]) -> list[Contract]:
    """The contracts that a file's name (or path) fits, the most telling pattern first."""
    file_name = PurePosixPath(name).name
    named = [c for c in contracts if c.matches_name(file_name)]
    return sorted(named, key=lambda c: c.name_fit(file_name), reverse=True)


def _best(contract: Contract, grid: Grid) -> _Candidate:
    rows = grid.head[:_HEADER_WITHIN]
    matches = [contract.assign(tuple(cell or "" for cell in row)) for row in rows]
    at = max(range(len(rows)), key=lambda i: len(matches[i]))
    return _Candidate(contract, grid, at, matches[at])


def _no_header(
    named: Sequence[Contract],
    contracts: Sequence[Contract],
    best: dict[tuple[str, str], list[_Candidate]],
    grids: list[Grid],
) -> FileFaultError:
    every = [found for c in (named or contracts) for found in best[c.key]]
    nearest = max(every, key=lambda found: len(found.columns), default=None)
    header = "、".join(cell for cell in (grids[0].head[0] if grids else []) if cell)[:120]
    if nearest is None or (not named and len(nearest.columns) < 3):
        return FileFaultError("unknown_department", value=header)
    missing = "、".join(c.header for c in nearest.contract.missing(nearest.columns))
    if not nearest.columns:
        return FileFaultError(
            "missing_columns", value=missing,
            detail=f"；表头是：{header}。若是乱码，请检查文字编码",
            detail_en=f"; the header reads: {header}. If garbled, check the text encoding",
        )  # fmt: skip
    where = f"（工作表 {nearest.grid.sheet}）" if nearest.grid.sheet and len(grids) > 1 else ""
    return FileFaultError(
        "missing_columns", value=missing, row=nearest.grid.numbers[nearest.at] or None, detail=where
    )


def _take(contract: Contract, candidates: list[_Candidate], name: str) -> Located:
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    several = len(candidates) > 1
    half = sum(c.required for c in contract.columns) / 2
    for found in candidates:
        if not found.complete:
            required = [c for c in contract.columns if c.required and c.name in found.columns]
            if len(required) > half:
                # Nearly a data sheet: leaving it out would lose its rows without a word.
                missing = "、".join(c.header for c in contract.missing(found.columns))
                raise FileFaultError(
                    "missing_columns", value=missing, detail=f"（工作表 {found.grid.sheet}）"
                )
            problems.append(problem(RULES["skipped_sheet"], name, value=found.grid.sheet or "1"))
            continue
        sheet, notes = _sheet(found, name, several)
        sheets.append(sheet)
        problems += notes
    if not any(sheet.head or not sheet.grid.is_whole for sheet in sheets):
        raise FileFaultError("empty_file")
    return Located(contract, tuple(sheets), tuple(problems))


def _sheet(found: _Candidate, name: str, several: bool) -> tuple[Sheet, list[Problem]]:
    header, columns = found.header, dict(found.columns)
    kept = {column.name for column in found.contract.kept}
    personal = frozenset(place for column, place in columns.items() if column not in kept)
    columns = {column: place for column, place in columns.items() if column in kept}
    if POINT_X in header and "lon" not in columns:
        columns |= {"lon": header.index(POINT_X), "lat": header.index(POINT_Y)}
    label = f"{name} › {found.grid.sheet}" if several and found.grid.sheet else name
    problems = []
    extra = [
        text
        for i, text in enumerate(header)
        if text
        and i not in columns.values()
        and i not in personal
        and text not in (POINT_X, POINT_Y, *OUR_HEADERS)
    ]
    if extra:
        problems.append(problem(RULES["extra_columns"], label, value="、".join(extra)))
    required = tuple(found.columns[c.name] for c in found.contract.columns if c.required)
    sheet = found.grid.sheet if several else None
    return Sheet(sheet, header, columns, personal, found.grid, found.at, label, required), problems
