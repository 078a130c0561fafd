"""The lattice of cells, and its way to the browser and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.density import FINEST, MOST_BLOCKS, CellBox, CellCounts, degrees, world_share
from geo.point_codec import pack_cells, pack_streams, steps, unpack_streams, zigzag
from governance.errors import StateError


@st.composite
def counts(draw: st.DrawFn) -> CellCounts:
    entry = st.tuples(st.integers(6_000, 6_030), st.integers(3_400, 3_440), st.integers(0, 23))
    cells = draw(st.dictionaries(entry, st.integers(1, 90_000), max_size=60))
    rows = sorted(cells, key=lambda key: (key[1], key[0], key[2]))
    x, y, frame = (np.array([row[k] for row in rows], dtype=np.int64) for k in range(3))
    return CellCounts(13, x, y, frame, np.array([cells[row] for row in rows], dtype=np.int64))


def _unpacked(data: bytes) -> tuple[int, dict[tuple[int, int, int], int]]:
    header, numbers = unpack_streams(data)
    n, entries = int(str(header["cells"])), int(str(header["entries"]))
    if not n:
        return int(str(header["level"])), {}
    cells = np.cumsum(numbers[:n])
    lengths = numbers[n : 2 * n]
    frame_steps = numbers[2 * n : 2 * n + entries]
    cases = numbers[2 * n + entries :]
    width, found, at = int(str(header["width"])), {}, 0
    for cell, length in zip(cells.tolist(), lengths.tolist(), strict=True):
        frame = 0
        for _ in range(length):
            frame += int(frame_steps[at])
            key = (int(str(header["x"])) + cell % width, int(str(header["y"])) + cell // width, frame)
            found[key] = int(cases[at])
            at += 1
    return int(str(header["level"])), found


def _as_dictionary(given_counts: CellCounts) -> dict[tuple[int, int, int], int]:
    columns = (given_counts.x, given_counts.y, given_counts.frame)
    keys = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(keys, given_counts.cases.tolist(), strict=True))


@given(counts())
def test_cells_come_back_as_they_went(given_counts: CellCounts) -> None:
    assert _unpacked(pack_cells(given_counts, {})) == (13, _as_dictionary(given_counts))


@given(counts())
def test_coarser_cells_hold_the_same_cases(given_counts: CellCounts) -> None:
    coarse = given_counts.coarser()
    expected: dict[tuple[int, int, int], int] = {}
    for (x, y, frame), cases in _as_dictionary(given_counts).items():
        key = (x // 2, y // 2, frame)
        expected[key] = expected.get(key, 0) + cases
    assert _as_dictionary(coarse) == expected
    assert coarse.level == 12


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_signed_numbers_come_back(numbers: list[int]) -> None:
    packed = pack_streams({}, [zigzag(np.array(numbers, dtype=np.int64))])
    _, found = unpack_streams(packed)
    assert [-(n + 1) // 2 if n % 2 else n // 2 for n in found.tolist()] == numbers
    assert np.cumsum(steps(np.array(numbers, dtype=np.int64))).tolist() == numbers


def test_a_stream_of_negative_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        pack_streams({}, [np.array([-1])])


def test_bytes_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="not an answer"):
        unpack_streams(b"{}")


@given(st.floats(-179, 179), st.floats(-80, 80))
def test_a_place_in_the_world_leads_back(lon: float, lat: float) -> None:
    assert degrees(*world_share(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


def test_a_box_holds_whole_blocks_and_its_bounds_hold_its_cells() -> None:
    box = CellBox(16, 807, 437, 808, 438)
    x0, y0, x1, y1 = box.cells
    assert (x1 - x0 + 1, y1 - y0 + 1) == (128, 128)
    west, south, east, north = box.bounds
    shares = [world_share(lon, lat) for lon, lat in ((west, north), (east, south))]
    assert [round(value * 2**16, 2) for pair in shares for value in pair] == [x0, y0, x1 + 1, y1 + 1]


@pytest.mark.parametrize(
    "sides",
    [
        (7, 0, 0, 0, 0),
        (FINEST + 1, 0, 0, 0, 0),
        (16, 5, 0, 4, 0),
        (16, 0, 0, 0, 1024),
        (16, 0, 0, MOST_BLOCKS, 0),
    ],
)
def test_a_box_that_is_none_is_refused(sides: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(StateError):
        CellBox(*sides)
