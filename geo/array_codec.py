"""Arrays in the fewest characters: what a rerun of the map sends instead of shapes.

Whole numbers go as base-128 varints of ``value + 1`` (0 stands for missing), other numbers as 32 or 64 bits; then zlib
and base64. The browser's half is ``static/onemap/codec.js``.
"""

from __future__ import annotations

import base64
import zlib
from typing import Literal

import numpy as np
import numpy.typing as npt

Form = Literal["i8", "varint", "f32", "f64", "unit", "none"]
Packed = tuple[Form, str]
FloatArray = npt.NDArray[np.float64]
_LARGEST_VARINT = 2**53 - 2  # JavaScript counts exactly to here.


def pack_classes(classes: npt.NDArray[np.int8]) -> Packed:
    """Pack one int8 a unit."""
    return "i8", _deflate(classes.astype(np.int8).tobytes())


def pack_numbers(values: FloatArray) -> Packed:
    """Pack one number a unit, exactly; NaN is missing.

    Parameters
    ----------
    values
        float64, any shape of one dimension.

    Returns
    -------
    tuple
        The form, one of ``none`` (all missing), ``varint``, ``f32`` (when that loses nothing) and ``f64``, and the text.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return "none", ""
    if bool(np.all((known >= 0) & (known <= _LARGEST_VARINT) & (known == np.floor(known)))):
        return "varint", _deflate(varint_bytes(np.where(np.isnan(values), 0, values + 1).astype(np.uint64)))
    single = values.astype(np.float32)
    if np.array_equal(single.astype(np.float64), values, equal_nan=True):
        return "f32", _deflate(single.astype("<f4").tobytes())
    return "f64", _deflate(values.astype("<f8").tobytes())


def unpack_classes(packed: Packed) -> npt.NDArray[np.int8]:
    """Undo `pack_classes`."""
    return np.frombuffer(_inflate(packed[1]), dtype=np.int8)


def unpack_numbers(packed: Packed, n: int) -> FloatArray:
    """Undo `pack_numbers`; `n` units.

    Raises
    ------
    ValueError
        When the form is one that needs the geometry (``unit``) or is unknown.
    """
    form, text = packed
    if form == "none":
        return np.full(n, np.nan)
    if form == "varint":
        return _numbers(_inflate(text))
    if form in ("f32", "f64"):
        return np.frombuffer(_inflate(text), dtype="<f4" if form == "f32" else "<f8").astype(np.float64)
    raise ValueError(f"cannot unpack the form {form!r} without the geometry")


def varint_bytes(numbers: npt.NDArray[np.uint64]) -> bytes:
    """Numbers as base-128: little-endian groups of seven bits, the eighth set on all but the last of a number."""
    seven = np.uint64(7)
    columns = 1
    while int(numbers.max(initial=0)) >> (7 * columns):
        columns += 1
    table = np.empty((len(numbers), columns), dtype=np.uint8)
    used = np.empty((len(numbers), columns), dtype=bool)
    rest = numbers.copy()
    for column in range(columns):
        used[:, column] = True if column == 0 else rest > 0
        more = (rest >> seven) > 0
        table[:, column] = (rest & np.uint64(127)).astype(np.uint8) | (more.astype(np.uint8) << 7)
        rest >>= seven
    return table[used].tobytes()


def varint_values(data: bytes) -> npt.NDArray[np.uint64]:
    """Undo `varint_bytes`."""
    if not data:
        return np.zeros(0, dtype=np.uint64)
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)
    starts = np.concatenate([[0], ends[:-1] + 1])
    place = np.arange(len(raw)) - np.repeat(starts, ends - starts + 1)
    parts = (raw & 127).astype(np.uint64) << (7 * place).astype(np.uint64)
    return np.add.reduceat(parts, starts)


def _numbers(data: bytes) -> FloatArray:
    values = varint_values(data).astype(np.float64)
    return np.where(values == 0, np.nan, values - 1)


def _deflate(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def _inflate(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))
