"""What the rows of an official file mean: which column is the code, which level it is, which unit each row is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.boundaries.faults import Fault
from geo.crs import GeometryArray, IntArray
from governance.errors import ContractError

#: Share of a column's values that must be codes of a level for it to be taken as the code column.
_MIN_KNOWN = 0.5
_CODE_NAMES = ("code", "代码", "编码", "区划代码", "行政区划代码", "dm", "xzqdm", "bm", "adcode", "id")
_NAME_NAMES = ("name", "名称", "mc", "xzqmc", "行政区名称", "unit_name", "nam")
_PEOPLE_NAMES = ("population", "人口", "人口数", "rk", "pop", "常住人口")
_FLOAT = re.compile(r"^(\d+)\.0+$")
GRID_DIGITS = 3


@dataclass(frozen=True, eq=False)
class CodedLayer:
    """A file's rows as units of a level.

    Attributes
    ----------
    codes, shapes, names, population
        One a unit, sorted by code; names "" and population -1 where the file has none.
    code_column
        The column that the codes came from.
    """

    level: str
    code_column: str
    codes: list[str]
    shapes: GeometryArray
    names: list[str]
    population: IntArray
    faults: tuple[Fault, ...]


def plain(value: object) -> str:
    """A code as text: what a spreadsheet made of it (990101.0, quotes, spaces) undone."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = re.sub(r"[\s'’`]", "", str(value))
    found = _FLOAT.match(text)
    return found[1] if found else text


def as_unit(text: str, wanted: set[str], lengths: tuple[int, ...]) -> str:
    """The unit that a code means: statistical codes are padded with zeros to the length of the finest level."""
    if text in wanted:
        return text
    for length in lengths:
        if len(text) > length and not text[length:].strip("0") and text[:length] in wanted:
            return text[:length]
    return text


def understand(
    frame: gpd.GeoDataFrame,
    registers: Mapping[str, set[str]],
    *,
    level: str | None = None,
    code_column: str | None = None,
) -> CodedLayer:
    """Find the code column and the level of a file, and give each unit one shape.

    Parameters
    ----------
    registers
        Codes of the register by level, coarsest first; the last is the level that grids lie in.
    level, code_column
        What a person settled; found out when None.

    Raises
    ------
    ContractError
        When no column holds the region's codes, or the named one is not there.
    """
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    if code_column is not None and code_column not in columns:
        raise ContractError(
            "没有这一列 No such column", f"{code_column}: {', '.join(columns)}",
            "从文件的列中选一列 Choose one of the file's columns",
        )  # fmt: skip
    values = {
        name: [plain(value) for value in frame[name]]
        for name in ([code_column] if code_column else columns)
        if code_column or not pd.api.types.is_bool_dtype(frame[name])
    }
    level, code_column = _best(values, registers, level)
    raw = values[code_column]
    wanted = registers.get(level)
    if wanted is not None:
        lengths = tuple(sorted({len(code) for code in wanted}))
        raw = [as_unit(text, wanted, lengths) for text in raw]
    return _join(frame, raw, level, code_column)


def _best(
    values: Mapping[str, list[str]], registers: Mapping[str, set[str]], level: str | None
) -> tuple[str, str]:
    """The level and column whose values are the most codes of the register; names of columns break a tie."""
    finest = registers[list(registers)[-1]]
    best: tuple[float, int, str, str] | None = None
    for column, texts in values.items():
        given = [text for text in texts if text]
        if not given:
            continue
        named = sum(name in column.lower() for name in _CODE_NAMES)
        for candidate in (*registers, "grid"):
            if level is not None and candidate != level:
                continue
            if candidate == "grid":
                known = {text for text in given if text[:-GRID_DIGITS] in finest}
            else:
                wanted = registers[candidate]
                lengths = tuple(sorted({len(code) for code in wanted}))
                known = {text for text in given if as_unit(text, wanted, lengths) in wanted}
            # A column of parents repeats few codes: it names as many rows, but not as many units.
            score = len(known) / len(given)
            if best is None or (score, named) > best[:2]:
                best = (score, named, candidate, column)
    if best is None or (best[0] < _MIN_KNOWN and (level is None or len(values) > 1)):
        raise ContractError(
            "找不到代码列 No column of codes", f"各列 columns: {', '.join(values) or '—'}",
            "文件要有一列本地区的区划代码，或指定代码列与层级 A column must hold the region's codes; or name it",
        )  # fmt: skip
    return best[2], best[3]


def _named(frame: gpd.GeoDataFrame, names: tuple[str, ...], taken: str) -> str | None:
    for wanted in names:
        for column in frame.columns:
            if str(column).lower() == wanted and column not in (taken, frame.geometry.name):
                return str(column)
    return None


def _join(frame: gpd.GeoDataFrame, codes: list[str], level: str, code_column: str) -> CodedLayer:
    """One shape a code: several features of one code are parts of one unit."""
    shapes = frame.geometry.to_numpy()
    name_column = _named(frame, _NAME_NAMES, code_column)
    people_column = _named(frame, _PEOPLE_NAMES, code_column)
    faults = [
        Fault("code_blank", detail=str(number), place=_place(shape))
        for number, (code, shape) in enumerate(zip(codes, shapes, strict=True), start=1)
        if not code
    ]
    rows: dict[str, list[int]] = {}
    for number, code in enumerate(codes):
        if code:
            rows.setdefault(code, []).append(number)
    names, people, joined = [], [], []
    for code in sorted(rows):
        own = rows[code]
        parts = shapes[own]
        if len(own) > 1:
            faults.append(Fault("parts_joined", (code,), detail=str(len(own))))
        # Parts that overlap stay visible as a broken shape: nothing is dissolved here.
        joined.append(parts[0] if len(own) == 1 else _collect(parts))
        names.append("" if name_column is None else _text(frame[name_column].iloc[own[0]]))
        people.append(-1 if people_column is None else _people(frame[people_column].iloc[own]))
    return CodedLayer(
        level, code_column, sorted(rows), np.array(joined, dtype=object), names, np.array(people, dtype=np.int64),
        tuple(faults),
    )  # fmt: skip


def _collect(parts: GeometryArray) -> shapely.Geometry:
    flat = shapely.get_parts(parts)
    if not np.isin(shapely.get_type_id(flat), (3,)).all():
        return shapely.GeometryCollection(list(flat))
    return shapely.MultiPolygon(list(flat))


def _place(shape: shapely.Geometry | None) -> tuple[float, float] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    x, y = shapely.get_coordinates(shape)[0]
    return float(x), float(y)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _people(values: pd.Series[float]) -> int:
    numbers = pd.to_numeric(values, errors="coerce")
    return -1 if numbers.isna().any() or (numbers < 0).any() else int(numbers.sum())
