"""Whose file is it, and where does its header stand: below title rows, on some of the sheets, in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from data.contracts import Contract
from data.problems import Problem, problem
from data.rules.registry import RULES
from data.staging.grid import OUR_HEADERS, POINT_X, POINT_Y, FileFaultError, Reading
from data.staging.look import Look, looks
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.proposals import propose
from data.staging.saved import NO_MAPPINGS, Mappings, header_labels
from data.staging.sheet import Sheet


@dataclass(frozen=True, eq=False)
class Located:
    """The contract that a file belongs to and its data.

    Attributes
    ----------
    looks
        For each of `sheets` how its columns were matched.
    datum
        What its coordinates are taken to be: as settled, as saved, else as the contract declares; None: to be found out.
    """

    contract: Contract
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    looks: tuple[Look, ...] = ()
    datum: str | None = None


def locate(
    reading: Reading,
    name: str,
    contracts: Sequence[Contract],
    options: ReadOptions = NOTHING_SETTLED,
    mappings: Mappings = NO_MAPPINGS,
) -> Located:
    """Match a file to a contract: as settled, else by name pattern, the most telling first, and by header.

    A department's other dataset is taken where the header says so, whatever the name.

    Raises
    ------
    FileFaultError
        ``unknown_department``, ``foreign_columns``, ``missing_columns``, ``settled_missing`` or ``empty_file``.
    """
    return choose(looks(reading, contracts, options, mappings), name, contracts, options)


def choose(
    every: dict[tuple[str, str], list[Look]],
    name: str,
    contracts: Sequence[Contract],
    options: ReadOptions = NOTHING_SETTLED,
) -> Located:
    """What `locate` does once every grid was looked at from every contract."""
    chosen = _chosen(every, name, options)
    if chosen is None:
        raise _no_header(every, name, contracts)
    return _take(chosen, every[chosen.key], name, options)


def contracts_named(name: str, contracts: Sequence[Contract]) -> list[Contract]:
    """The contracts that a file's name (or path) fits, the most telling pattern first."""
    file_name = PurePosixPath(name).name
    named = [c for c in contracts if c.matches_name(file_name)]
    return sorted(named, key=lambda c: c.name_fit(file_name), reverse=True)


def settled_contract(options: ReadOptions, name: str, contracts: Sequence[Contract]) -> Contract | None:
    """The contract that a person settled for a file, else the one that its name fits; None where neither says."""
    if options.department is None:
        return next(iter(contracts_named(name, contracts)), None)
    of_department = [c for c in contracts if c.department == options.department]
    return next((c for c in of_department if options.dataset in (None, c.dataset.name)), None)


def _chosen(every: dict[tuple[str, str], list[Look]], name: str, options: ReadOptions) -> Contract | None:
    """The contract whose columns the file has; None where it has nobody's.

    Raises
    ------
    FileFaultError
        ``foreign_columns``: it is named after one department and has the columns of another.
    """
    contracts = [found[0].contract for found in every.values() if found]
    fitting = [c for c in contracts if any(found.complete for found in every[c.key])]
    named = contracts_named(name, contracts) if options.department is None else []
    by_name = [c for c in named if c in fitting][:1]
    senders = {c.department for c in named}
    by_name = by_name or [c for c in fitting if c.department in senders]
    if not by_name and named and fitting:
        raise FileFaultError("foreign_columns", value=named[0].department, detail=fitting[0].department)
    chosen = by_name or fitting
    return max(chosen, key=lambda c: max(_fit(found) for found in every[c.key]), default=None)


def _fit(found: Look) -> tuple[bool, int]:
    return found.complete and found.saved is not None, len(found.matches)


def nearest(every: Mapping[tuple[str, str], Sequence[Look]], name: str) -> Look | None:
    """Of a file that fits no contract the grid and contract that come nearest; None where nothing speaks for any."""
    contracts = [found[0].contract for found in every.values() if found]
    named = contracts_named(name, contracts)
    found = [look for c in (named or contracts) for look in every[c.key] if look.at is not None]
    best = max(found, key=lambda look: len(look.matches), default=None)
    if best is None or (not named and len(contracts) > 1 and len(best.matches) < 3):
        return None
    return best


def _no_header(
    every: dict[tuple[str, str], list[Look]], name: str, contracts: Sequence[Contract]
) -> FileFaultError:
    grids = next(iter(every.values()))
    if not grids:
        return FileFaultError("empty_file")
    header = "、".join(cell for cell in grids[0].grid.head[0] if cell)[:120]
    best = nearest(every, name)
    if best is None or best.at is None:
        return FileFaultError("unknown_department", value=header)
    missing = "、".join(best.missing)
    hint, hint_en = _hint(best, contracts)
    if not best.matches and not hint:
        return FileFaultError(
            "missing_columns", value=missing,
            detail=f"；表头是：{header}。若是乱码，请检查文字编码",
            detail_en=f"; the header reads: {header}. If garbled, check the text encoding",
        )  # fmt: skip
    several = bool(best.grid.sheet) and len(grids) > 1
    return FileFaultError(
        "missing_columns", value=missing, row=best.grid.numbers[best.at] or None,
        detail=(f"（工作表 {best.grid.sheet}）" if several else "") + hint,
        detail_en=(f" (sheet {best.grid.sheet})" if several else "") + hint_en,
    )  # fmt: skip


def _hint(look: Look, contracts: Sequence[Contract]) -> tuple[str, str]:
    """Which columns look like the missing ones, in both languages; empty where none does."""
    labels = header_labels(look.header)
    headers = {column.name: column.header for column in look.contract.columns if column.required}
    found = [
        (labels[p.place], headers[p.name])
        for p in propose(look.contract, contracts, look.header, look.rows, look.columns)
        if p.name in headers and p.place < len(labels)
    ]
    zh = "、".join(f"“{label}”像“{header}”" for label, header in found)
    en = ", ".join(f"“{label}” looks like “{header}”" for label, header in found)
    return (
        (f"；{zh}，可在“认文件”一步确认", f"; {en}: confirm it in the step “Recognise”")
        if found
        else ("", "")
    )


def _take(contract: Contract, candidates: list[Look], name: str, options: ReadOptions) -> Located:
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    used: list[Look] = []
    several = len(candidates) > 1
    half = sum(c.required for c in contract.columns) / 2
    for found in candidates:
        if not found.complete:
            required = [c for c in contract.columns if c.required and c.name in found.columns]
            if len(required) > half:
                # Nearly a data sheet: leaving it out would lose its rows without a word.
                raise FileFaultError(
                    "missing_columns", value="、".join(found.missing),
                    detail=f"（工作表 {found.grid.sheet}）", detail_en=f" (sheet {found.grid.sheet})",
                )  # fmt: skip
            problems.append(problem(RULES["skipped_sheet"], name, value=found.grid.sheet or "1"))
            continue
        sheet, notes = _sheet(found, name, several, options)
        sheets.append(sheet)
        used.append(found)
        problems += notes
    if not any(sheet.head or not sheet.grid.is_whole for sheet in sheets):
        raise FileFaultError("empty_file")
    return Located(contract, tuple(sheets), tuple(problems), tuple(used), _datum(contract, used, options))


def _datum(contract: Contract, used: Sequence[Look], options: ReadOptions) -> str | None:
    if contract.geometry == "none":
        return None
    saved = next((look.saved.datum for look in used if look.saved is not None), None)
    return options.datum or saved or contract.declared_datum


def _sheet(found: Look, name: str, several: bool, options: ReadOptions) -> tuple[Sheet, list[Problem]]:
    header, columns = found.header, found.columns
    kept = {column.name for column in found.contract.kept} | {"lon", "lat"}
    personal = frozenset(place for column, place in columns.items() if column not in kept)
    columns = {column: place for column, place in columns.items() if column in kept}
    if POINT_X in header and "lon" not in columns and options.columns.get("lon") != "":
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
    assert found.at is not None, "a complete look has a header"
    return Sheet(sheet, header, columns, personal, found.grid, found.at, label, required), problems
