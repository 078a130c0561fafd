"""Cases on their way to the map: a header in JSON and streams of small whole numbers.

An answer is ``OMC1``, the header's length (4 bytes, little-endian), the header, and base-128 numbers: all of the first
stream, all of the second, and so on. Sorted numbers go as differences, signed ones zigzag (0, -1, 1, -2 … as 0, 1, 2,
3 …). The browser's half is ``static/onemap/case_data.js``.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from geo.array_codec import varint_bytes, varint_values
from geo.density import CellCounts, IntArray

MAGIC = b"OMC1"


def pack_streams(header: Mapping[str, object], streams: Sequence[npt.NDArray[np.integer]]) -> bytes:
    """Join a header and streams of numbers ≥ 0.

    Raises
    ------
    ValueError
        When a number is negative: a stream was not prepared.
    """
    if any(len(stream) and int(stream.min()) < 0 for stream in streams):
        raise ValueError("a stream holds whole numbers from 0")
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    body = b"".join(varint_bytes(stream.astype(np.uint64)) for stream in streams)
    return MAGIC + struct.pack("<I", len(head)) + head + body


def unpack_streams(data: bytes) -> tuple[dict[str, object], IntArray]:
    """The header, and the numbers of all streams in a row."""
    if data[:4] != MAGIC:
        raise ValueError("not an answer about cases")
    (length,) = struct.unpack("<I", data[4:8])
    return json.loads(data[8 : 8 + length]), varint_values(data[8 + length :]).astype(np.int64)


def steps(numbers: IntArray) -> IntArray:
    """Differences of a sorted array, the first against 0."""
    return np.diff(numbers, prepend=np.int64(0))


def zigzag(numbers: IntArray) -> IntArray:
    """Signed numbers as numbers ≥ 0, small ones small."""
    return np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)


def pack_cells(counts: CellCounts, header: Mapping[str, object]) -> bytes:
    """Counts by cell and frame: steps of cells, frames a cell, steps of frames, cases."""
    if not len(counts.x):
        return pack_streams({**header, "level": counts.level, "cells": 0, "entries": 0}, [])
    x0, y0 = int(counts.x.min()), int(counts.y.min())
    width = int(counts.x.max()) - x0 + 1
    cell = (counts.y - y0) * width + counts.x - x0
    starts = np.flatnonzero(np.diff(cell, prepend=np.int64(-1)))
    lengths = np.diff(np.append(starts, len(cell)))
    frame_steps = np.diff(counts.frame, prepend=np.int64(0))
    frame_steps[starts] = counts.frame[starts]
    about = {
        "level": counts.level, "x": x0, "y": y0, "width": width, "cells": len(starts), "entries": len(cell),
    }  # fmt: skip
    return pack_streams({**header, **about}, [steps(cell[starts]), lengths, frame_steps, counts.cases])
