"""The map of cases: how many there are and when, counted on a lattice, or one by one while they are few."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from data.reads.points import case_at_row, density_cells, point_frames, point_rows
from data.release import Release
from geo.density import POINT_LEVEL, CellBox
from geo.point_codec import pack_cells, pack_streams, steps, zigzag
from governance.errors import StateError
from views.basis import Basis
from views.cases.filter import CaseFilter
from views.cases.question import CaseQuestion, question_of
from views.state import ViewState

MOST_POINTS = (
    10_000  # Markers and clusters serve to here (FINDINGS 4); above, cells are counted on the server.
)
MOST_ENTRIES = 250_000  # Cells × frames in one answer; more is answered on coarser cells.
Mode = Literal["points", "density"]


@dataclass(frozen=True)
class Frame:
    """A month (year * 12 + month - 1) or a day (days since 1970), with its cases and how many are located."""

    number: int
    cases: int
    located: int


@dataclass(frozen=True)
class CaseCounts:
    """Cases of a filter over time; every frame of the period is there, quiet ones too."""

    by_day: bool
    frames: tuple[Frame, ...]

    @property
    def cases(self) -> int:
        """All cases of the filter."""
        return sum(frame.cases for frame in self.frames)

    @property
    def located(self) -> int:
        """Those that have a place on the map."""
        return sum(frame.located for frame in self.frames)

    @property
    def mode(self) -> Mode:
        """How the map shows them."""
        return "points" if self.located <= MOST_POINTS else "density"


def case_counts(basis: Basis, state: ViewState, chosen: CaseFilter) -> CaseCounts:
    """Cases of a filter, all and located, by month or (up to two months) by day."""
    return _counts(basis.release, question_of(state, chosen))


@lru_cache(maxsize=512)
def _counts(release: Release, question: CaseQuestion) -> CaseCounts:
    found = point_frames(release, question.parameters, by_day=question.by_day)
    numbers = found["frame"].to_numpy()
    first = question.first if question.first is not None else int(numbers.min()) if len(numbers) else 0
    last = question.last if question.last is not None else int(numbers.max()) if len(numbers) else -1
    cases = dict(zip(numbers.tolist(), zip(found["cases"], found["located"], strict=True), strict=True))
    return CaseCounts(
        question.by_day,
        tuple(Frame(n, *map(int, cases.get(n, (0, 0)))) for n in range(first, last + 1)),
    )


@lru_cache(maxsize=24)
def density_answer(release: Release, question: CaseQuestion, level: int, box: CellBox | None) -> bytes:
    """Counts by cell and frame, packed; on coarser cells where there would be too many.

    Frames count from the first frame of `case_counts`.
    """
    counts = density_cells(release, question.parameters, level=level, by_day=question.by_day, box=box)
    while len(counts.x) > MOST_ENTRIES:
        counts = counts.coarser()
    frames = _counts(release, question).frames
    if frames:
        np.subtract(counts.frame, frames[0].number, out=counts.frame)
    return pack_cells(counts, {"frames": len(frames)})


@lru_cache(maxsize=24)
def points_answer(release: Release, question: CaseQuestion, box: CellBox | None) -> bytes:
    """Located cases one by one, packed: row, place, day, class, sub-class, state, and how they stand.

    Raises
    ------
    StateError
        When they are more than `MOST_POINTS`.
    """
    rows = point_rows(release, question.parameters, box=box, limit=MOST_POINTS + 1)
    if len(rows) > MOST_POINTS:
        raise StateError(
            "案件过多 Too many cases",
            f"> {MOST_POINTS}",
            "缩小范围，或取密度 ask for less, or for the density",
        )
    frames = _counts(release, question).frames
    day = rows["day"].to_numpy(dtype=np.int64)
    if question.by_day:
        frame = day - (frames[0].number if frames else 0)
    else:
        moments = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
        frame = moments - (frames[0].number if frames else 0)
    names: dict[str, list[str]] = {}
    streams = []
    for column in ("class_code", "subclass_name", "state"):
        texts = rows[column].fillna("").astype(str)
        known = sorted(set(texts))
        names[column] = known
        streams.append(np.searchsorted(known, texts).astype(np.int64) if known else np.zeros(0, np.int64))
    x, y = (rows[axis].to_numpy(dtype=np.int64) for axis in ("x", "y"))
    first_day = int(day.min()) if len(day) else 0
    overdue, opened = (rows[name].to_numpy(dtype=np.bool_) for name in ("is_overdue", "is_open"))
    standing = np.where(overdue, 2, np.where(opened, 1, np.where(rows["state"] == "closed", 0, 3)))
    header: dict[str, object] = {
        "points": len(rows), "level": POINT_LEVEL, "frames": len(frames), "day": first_day,
        "classes": names["class_code"], "subclasses": names["subclass_name"], "states": names["state"],
    }  # fmt: skip
    return pack_streams(
        header,
        [
            steps(rows["row"].to_numpy(dtype=np.int64)),
            zigzag(np.diff(x, prepend=np.int64(0))),
            zigzag(np.diff(y, prepend=np.int64(0))),
            frame,
            day - first_day,
            *streams,
            standing.astype(np.int64),
        ],
    )


def case_of_row(basis: Basis, row: int) -> str | None:
    """Id of the case that a point of the map stands for."""
    return case_at_row(basis.release, row)
