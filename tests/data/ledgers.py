"""Ledgers of whistles for tests, written row by row as the party building office would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.contracts import load_contracts
from data.datasets import WHISTLE
from tests.data.deliveries import write_xlsx
from tests.tiny_region import COMMUNITIES, cell_centre

CONTRACT = next(contract for contract in load_contracts() if contract.dataset is WHISTLE)
Row = dict[str, str | None]


def call(
    number: int = 1, office: str = "城管局", role: str = "牵头", letter: str = "b", **changes: str | None
) -> Row:
    """A right row: one department called by one whistle, closed and solved in time; `changes` spoil it."""
    lon, lat = cell_centre(letter)
    row: Row = {
        "whistle_no": f"SB{number:05d}",
        "theme": "市政设施",
        "title": "人行道塌陷",
        "source": "网格巡查",
        "blown_by": "河湾社区党委",
        "community_code": COMMUNITIES[letter][0],
        "lon": f"{lon:.7f}",
        "lat": f"{lat:.7f}",
        "blown_at": "2026-03-05 08:40:00",
        "managed_at": "2026-03-05 09:00:00",
        "department_name": office,
        "role": role,
        "report_due_at": "2026-03-05 11:00:00",
        "reported_at": "2026-03-05 10:00:00",
        "disposed_at": "2026-03-06 10:00:00",
        "verified_at": "2026-03-06 15:00:00",
        "closed_at": "2026-03-06 16:00:00",
        "due_at": "2026-03-12 09:00:00",
        "solved": "是",
        "satisfaction": "5",
        "state": "已办结",
        "contact": "欧阳测试",
        "phone": "13912345678",
    }
    return {**row, **changes}


def open_call(number: int = 1, office: str = "城管局", role: str = "牵头", **changes: str | None) -> Row:
    """A right row of a whistle that is still open, its department not here yet."""
    blank: Row = dict.fromkeys(
        ("reported_at", "disposed_at", "verified_at", "closed_at", "solved", "satisfaction")
    )
    return call(number, office, role, **{**blank, "state": "已受理", **changes})


def write_ledger(
    folder: Path, rows: Sequence[Row], name: str = "吹哨报到台账.xlsx", *, extra: Sequence[str] = ()
) -> Path:
    """Write a workbook; row n of `rows` stands in row n + 2. `extra` are columns that the contract does not know."""
    header = [*(column.header for column in CONTRACT.columns), *extra]
    cells = [
        [*((row.get(column.name) or "") for column in CONTRACT.columns), *((row.get(e) or "") for e in extra)]
        for row in rows
    ]
    return write_xlsx(folder, name, {"台账": [header, *cells]})
