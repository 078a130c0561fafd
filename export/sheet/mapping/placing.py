"""Labels find their places: no two overlap, each stands in its own unit, and the order of the input decides nothing else.

First every label takes the best free of its places, those with few places first; then labels that found none ask the
ones that stand in their way to move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from export.sheet.mapping.plane import Points

Boxes = npt.NDArray[np.float64]
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class Form:
    """One way to write a label and where it may stand.

    Attributes
    ----------
    width, height
        Of its box with what is kept free around it, mm.
    places
        (n, 2) middles in mm, the best first.
    """

    width: float
    height: float
    places: Points

    def boxes(self) -> Boxes:
        """(n, 4): left, top, right, bottom."""
        half = np.array([self.width / 2, self.height / 2])
        return np.column_stack([self.places - half, self.places + half])


@dataclass(frozen=True, eq=False)
class Wish:
    """A label that wants a place; `forms` from the one liked best."""

    rank: float
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Placed:
    """A label that has one.

    Attributes
    ----------
    wish, form
        Which wish, which of its forms.
    x, y
        Middle, mm.
    """

    wish: int
    form: int
    x: float
    y: float


def overlapping(box: Boxes, boxes: Boxes) -> npt.NDArray[np.bool_]:
    """Which of (n, 4) boxes overlap one box of shape (4,), or for (m, 1, 4) each of m."""
    hits: npt.NDArray[np.bool_] = (
        (box[..., 0] < boxes[..., 2])
        & (box[..., 2] > boxes[..., 0])
        & (box[..., 1] < boxes[..., 3])
        & (box[..., 3] > boxes[..., 1])
    )
    return hits


def place(wishes: Sequence[Wish], taken: Boxes) -> list[Placed]:
    """Give places to as many wishes as can have one.

    Parameters
    ----------
    taken
        (n, 4) boxes where nothing may stand.

    Returns
    -------
    In the order of the wishes; a wish without a place is left out.
    """
    table = _Table(wishes, taken)
    order = sorted(range(len(wishes)), key=lambda i: (-wishes[i].rank, table.count(i), i))
    for form in range(max((len(wish.forms) for wish in wishes), default=0)):
        for index in order:
            if table.at[index] is None:
                table.settle(index, form)
        for _ in range(_ROUNDS):
            moved = [table.ask(index, form) for index in order if table.at[index] is None]
            if not any(moved):
                break
    return [
        Placed(i, at[0], *map(float, wishes[i].forms[at[0]].places[at[1]]))
        for i, at in enumerate(table.at)
        if at is not None
    ]


class _Table:
    """Who stands where."""

    def __init__(self, wishes: Sequence[Wish], taken: Boxes) -> None:
        self._wishes = wishes
        self.at: list[tuple[int, int] | None] = [None] * len(wishes)
        self._held = np.full((len(wishes), 4), np.nan)
        self._boxes = [tuple(_free(form.boxes(), taken) for form in wish.forms) for wish in wishes]

    def count(self, index: int) -> int:
        """How many places a wish has in the form liked best."""
        return len(self._boxes[index][0][0]) if self._boxes[index] else 0

    def settle(self, index: int, form: int) -> bool:
        """Take the best free place of a form."""
        if form >= len(self._boxes[index]):
            return False
        boxes, _ = self._boxes[index][form]
        if not len(boxes):
            return False
        free = ~overlapping(boxes[:, None, :], self._held[None, :, :]).any(axis=1)
        if not free.any():
            return False
        self._take(index, form, int(np.argmax(free)))
        return True

    def ask(self, index: int, form: int) -> bool:
        """Take a place where one other stands who can go elsewhere."""
        if form >= len(self._boxes[index]):
            return False
        boxes, _ = self._boxes[index][form]
        if not len(boxes):
            return False
        hits = overlapping(boxes[:, None, :], self._held[None, :, :])
        for place in np.flatnonzero(hits.sum(axis=1) <= 1).tolist():
            others = np.flatnonzero(hits[place]).tolist()
            if not others:
                self._take(index, form, place)
                return True
            other = others[0]
            before, held = self.at[other], self._held[other].copy()
            self._take(index, form, place)
            self.at[other], self._held[other] = None, np.nan
            if before is not None and self.settle(other, before[0]):
                return True
            self.at[other], self._held[other] = before, held
            self.at[index], self._held[index] = None, np.nan
        return False

    def _take(self, index: int, form: int, place: int) -> None:
        boxes, numbers = self._boxes[index][form]
        self._held[index] = boxes[place]
        self.at[index] = (form, int(numbers[place]))


def _free(boxes: Boxes, taken: Boxes) -> tuple[Boxes, npt.NDArray[np.int64]]:
    """Boxes that nothing taken touches, and their numbers."""
    if not len(boxes) or not len(taken):
        return boxes, np.arange(len(boxes))
    clear = ~overlapping(boxes[:, None, :], taken[None, :, :]).any(axis=1)
    return boxes[clear], np.flatnonzero(clear)
