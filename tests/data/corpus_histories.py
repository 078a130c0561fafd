"""Files that stand out against the earlier ones of their department, and files in another datum than declared."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from tests.data.corpus_base import WORDS, clock, open_case, place, point_in, right_case
from tests.data.corpus_places import in_bd09, in_gcj02
from tests.data.deliveries import CONTRACTS, Row, write_csv


def rows_of_days(
    seed: int,
    first: datetime,
    days: int,
    per_day: float,
    *,
    skip: tuple[int, int] = (0, 0),
    **changes: str | None,
) -> list[Row]:
    """Right rows spread over days, none of them from `skip[0]` to `skip[1]`."""
    rng = random.Random(seed)
    rows = []
    for day in range(days):
        if skip[0] <= day < skip[1]:
            continue
        for _ in range(int(per_day) + (rng.random() < per_day % 1)):
            row = right_case(rng, seed * 100_000 + len(rows))
            moved = (
                first
                + timedelta(days=day, seconds=rng.randrange(60, 80_000))
                - datetime.fromisoformat(str(row["received_at"]))
            )
            times = {
                k: clock(datetime.fromisoformat(v) + moved) for k, v in row.items() if k.endswith("_at") and v
            }
            rows.append({**row, **times, **changes, "case_no": f"H{seed}-{len(rows)}"})
    return rows


def histories(root: Path) -> list[tuple[Path, str, str | None]]:
    """Deliveries whose last file stands out against the ones before: (folder, file, the rule or None)."""
    begin, made = datetime(2025, 3, 1), []
    later = begin + timedelta(days=60)

    def deliver(rule: str | None, seed: int, rows: Sequence[Row]) -> None:
        # Departments share a delivery: what one of them sends says nothing about the others.
        department = ("chengguan", "gongan", "minzheng", "sifa")[len(made) % 4]
        folder = root / f"{len(made) // 4}"
        words = {WORDS[state]: word for word, state in CONTRACTS[department].states.items()}
        for name, sent in (("一", rows_of_days(seed, begin, 60, 6)), ("二", rows)):
            own = [row | {"state": words.get(str(row["state"]), row["state"])} for row in sent]
            write_csv(
                folder,
                own,
                f"{department}{name}.csv",
                department=department,
                encoding=CONTRACTS[department].encoding or "gb18030",
            )
        made.append((folder, f"{department}二.csv", rule))

    for seed, rate in ((101, 1.5), (102, 1.0), (103, 0.8)):
        deliver("volume_drop", seed, rows_of_days(seed + 500, later, 40, rate))
    for seed, rate in ((111, 22), (112, 30), (113, 40)):
        deliver("volume_jump", seed, rows_of_days(seed + 500, later, 12, rate))
    for seed, gap in ((121, (10, 22)), (122, (5, 25)), (123, (20, 34))):
        deliver("days_missing", seed, rows_of_days(seed + 500, later, 40, 6, skip=gap))
    for seed, share in ((131, 0.5), (132, 0.7), (133, 0.9)):
        rows = rows_of_days(seed + 500, later, 30, 6)
        deliver(
            "blank_jump",
            seed,
            [
                row | {"lon": None, "lat": None} if k / len(rows) < share else row
                for k, row in enumerate(rows)
            ],
        )
    for seed, column in ((141, "address"), (142, "handler"), (143, "channel")):
        deliver("column_blank", seed, rows_of_days(seed + 500, later, 30, 6, **{column: None}))
    for seed, changes in (
        (151, {"state": "完成了"}),
        (152, {"closed_at": "昨天"}),
        (153, {"community_code": "5.3E+11"}),
    ):
        rows = rows_of_days(seed + 500, later, 30, 6)
        deliver("many_rejected", seed, [row | changes if k % 3 == 0 else row for k, row in enumerate(rows)])
    for seed, n in ((161, 22), (162, 40), (163, 60)):
        rows = rows_of_days(seed + 500, later, 30, 6)
        point = place(*point_in(random.Random(seed), "b"))
        deliver(
            "point_repeated",
            seed,
            [row | point | {"address": f"第{k}处"} if k < n else row for k, row in enumerate(rows)],
        )
    for seed, rate, days in ((171, 6, 40), (172, 9, 30), (173, 3.2, 40), (174, 15, 12), (175, 5, 60)):
        deliver(None, seed, rows_of_days(seed + 500, later, days, rate))
    deliver(None, 176, rows_of_days(676, later, 40, 6, skip=(10, 18)))
    fresh = [
        open_case(random.Random(k), 990_000 + k, "filed")
        | {"received_at": clock(later + timedelta(hours=4 * k))}
        for k in range(60)
    ]
    deliver(
        None,
        177,
        [
            row | {"filed_at": row["received_at"], "due_at": "2026-12-01 18:00:00", "case_no": f"F{k}"}
            for k, row in enumerate(fresh)
        ],
    )
    rows = rows_of_days(678, later, 30, 6)
    deliver(
        None,
        178,
        [row | place(*point_in(random.Random(3), "b")) if k < 12 else row for k, row in enumerate(rows)],
    )
    return made


def _moved(seed: int, days: int, move: Callable[[tuple[float, float]], tuple[float, float]]) -> list[Row]:
    rows = rows_of_days(800 + seed, datetime(2025, 3, 1), days, 6)
    return [row | place(*move((float(str(row["lon"])), float(str(row["lat"]))))) for row in rows]


def _as_is(point: tuple[float, float]) -> tuple[float, float]:
    return point


def _swapped(point: tuple[float, float]) -> tuple[float, float]:
    return point[1], point[0]


def wrong_datums(root: Path) -> list[tuple[Path, str, str | None]]:
    """Files whose points are in another datum than declared, or exchanged, and ones that are as declared."""
    made: list[tuple[Path, str, str | None]] = []
    moves = (
        ("datum_mismatch", in_gcj02),
        ("datum_mismatch", in_bd09),
        ("datum_mismatch", in_gcj02),
        (None, _as_is),
        (None, _as_is),
    )
    for seed, (rule, move) in enumerate((*moves, *[("axes_exchanged", _swapped)] * 3)):
        write_csv(root / "datum", _moved(seed, 60, move), f"城管{seed}.csv")
        made.append((root / "datum", f"城管{seed}.csv", rule))
    return made


def undeclared() -> Iterator[tuple[str | None, pd.DataFrame]]:
    """Points that nobody declared a datum of, and the rule that must be told of them."""
    for seed, move in ((21, _as_is), (22, in_gcj02), (23, in_bd09)):
        yield "datum_found", _points(_moved(seed, 60, move))
    rows = _moved(24, 60, in_gcj02)
    yield "datum_unknown", _points(rows[:80])
    yield "datum_unknown", _points([row | {"community_code": None} for row in rows])
    yield "datum_unknown", _points([row | place(103.061, 25.043) for row in rows])


def _points(rows: Sequence[Row]) -> pd.DataFrame:
    """What the rows say of their places, as a ruling on their datum takes it."""
    return pd.DataFrame(
        {
            "source_lon": [float(str(row["lon"])) for row in rows],
            "source_lat": [float(str(row["lat"])) for row in rows],
            "datum": "WGS84",
            "given_community_code": [row["community_code"] for row in rows],
        }
    )
