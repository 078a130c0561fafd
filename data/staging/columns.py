"""Columns of any kind as columns of text, as a person would see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyproj
import shapely

from data.staging.grid import FileFaultError, cell_text

_TEXT = pa.string()
_GEOGRAPHIC = "EPSG:4490"
# Text of one column of a batch: a word of a dictionary can stand for a million long cells.
_MOST_TEXT = 256 << 20
Floats = npt.NDArray[np.float64]


def as_text(cells: pa.Array) -> pa.Array:
    """A column as trimmed text, blanks as null; whole floats without ".0", times in ISO form.

    Raises
    ------
    FileFaultError
        ``too_large``: more text than a batch is meant to hold.
    """
    kind = cells.type
    if pa.types.is_dictionary(kind):
        if pa.types.is_string(kind.value_type) or pa.types.is_binary(kind.value_type):
            lengths = pc.binary_length(cells.dictionary).take(cells.indices)
            _refuse_long(pc.sum(lengths).as_py() or 0)
            # Text is believed to be UTF-8 from here on.
            cells.dictionary.validate(full=True)
        return as_text(cells.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        _refuse_long(cells.nbytes)
        cells.validate(full=True)
        return trimmed(cells.cast(_TEXT))
    if pa.types.is_integer(kind):
        return cells.cast(_TEXT)
    return pa.array([_cell(value) for value in cells.to_pylist()], _TEXT)


def trimmed(cells: pa.Array) -> pa.Array:
    """Text without blanks at its ends, as `str.strip` takes them away; empty text as null."""
    short = pc.utf8_trim_whitespace(cells)
    if _size(short) == _size(cells) and not pc.any(pc.equal(cells, "")).as_py():
        return cells
    return pc.if_else(pc.equal(short, ""), pa.scalar(None, _TEXT), short)


def _size(cells: pa.Array) -> int:
    offsets = np.frombuffer(cells.buffers()[1], np.int32)
    return int(offsets[cells.offset + len(cells)] - offsets[cells.offset])


def _refuse_long(size: int) -> None:
    if size > _MOST_TEXT:
        raise FileFaultError(
            "too_large", detail=f"一列文字超过 {_MOST_TEXT >> 20} MB", detail_en=f"a column of more than {_MOST_TEXT >> 20} MB"
        )  # fmt: skip


def _cell(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return cell_text(value)


def point_columns(wkb: pa.Array, system: pyproj.CRS | None) -> tuple[pa.Array, pa.Array]:
    """The points of a column of WKB in degrees as two columns of text; null where there is no geometry.

    Another geometry than a point becomes its kind in both columns (``Polygon``): a rule tells it, nothing is lost silently.
    """
    geometry = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False), on_invalid="ignore")
    is_point = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    x, y = (np.where(is_point, v, np.nan) for v in (shapely.get_x(geometry), shapely.get_y(geometry)))
    if system is not None and system.is_projected:
        x, y = pyproj.Transformer.from_crs(system, _GEOGRAPHIC, always_xy=True).transform(x, y)
    kinds: list[str | None] = [None] * len(geometry)
    for i in np.flatnonzero(~is_point & ~shapely.is_missing(geometry)):
        kinds[i] = geometry[i].geom_type
    return _numbers(x, kinds), _numbers(y, kinds)


def _numbers(values: Floats, kinds: Sequence[str | None]) -> pa.Array:
    cells = [kind if v != v else cell_text(v) for v, kind in zip(values.tolist(), kinds, strict=True)]
    return pa.array(cells, _TEXT)


def system_of(crs: object) -> pyproj.CRS | None:
    """The coordinate system that a file names.

    Raises
    ------
    FileFaultError
        ``unknown_crs``.
    """
    if not crs:
        return None
    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise FileFaultError("unknown_crs", value=str(crs)[:80]) from error
