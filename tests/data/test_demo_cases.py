"""The demonstration's cases: right rows keep their contract and look like an office's two years."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from data.demo import last_full_month
from governance.calendar import WorkDays
from tests.data.demo_reader import INCIDENTS, STAGES, demo, when
from tests.tiny_region import COMMUNITIES, cell_letters


def test_right_rows_keep_their_contract() -> None:
    region = demo().region
    with (region / "divisions.csv").open(encoding="utf-8") as handle:
        register = {row["code"] for row in csv.DictReader(handle) if row["level"] == "community"}
    with (region / "incident_classes.csv").open(encoding="utf-8") as handle:
        classes = {(r["class_name"], r["subclass_name"], r["department"]) for r in csv.DictReader(handle)}
    for contract, row in demo().right_rows():
        assert all(row[column.name] is not None for column in contract.columns if column.required), row
        assert (row["class_name"], row["subclass_name"], contract.department) in classes
        assert row["state"] in contract.states
        assert row["community_code"] is None or row["community_code"] in register
        assert (row["lon"] is None) == (row["lat"] is None)
        assert row["satisfaction"] is None or 1 <= int(row["satisfaction"]) <= 5
        for column in contract.columns:
            if column.type == "datetime":
                when(row[column.name])


def test_points_lie_in_the_grid_of_their_community() -> None:
    code = {letter: entry[0] for letter, entry in COMMUNITIES.items()}
    letters = cell_letters()
    checked = 0
    for contract, row in demo().right_rows():
        if row["lon"] is None or row["community_code"] is None or contract.datum == "GCJ02":
            continue
        cell = (int((float(row["lon"]) - 103.0) * 100), int((float(row["lat"]) - 25.0) * 100))
        assert code[letters[cell]] == row["community_code"], row
        checked += 1
    assert checked > 0.8 * 0.89 * INCIDENTS


def test_most_rows_have_a_point_and_few_have_nothing() -> None:
    held = Counter(
        (row["lon"] is not None, row["community_code"] is not None) for _, row in demo().right_rows()
    )
    total = held.total()

    assert {key: n / total for key, n in held.items()} == pytest.approx(
        {(True, True): 0.93, (False, True): 0.04, (False, False): 0.015, (True, False): 0.015}, abs=0.012
    )


def test_times_follow_the_life_cycle() -> None:
    end = datetime(2026, 7, 1)
    last_stage = {"received": 0, "filed": 1, "dispatched": 2, "disposing": 3, "feedback": 4, "closed": 5}
    for contract, row in demo().right_rows():
        times = [when(row[stage]) for stage in STAGES]
        reached = [time for time in times if time is not None]
        assert times[: len(reached)] == reached, "no stage is left out"
        assert reached == sorted(reached)
        assert datetime(2024, 7, 1) <= reached[0]
        assert reached[-1] < end
        assert (row["due_at"] is None) == (row["filed_at"] is None)
        state = contract.states[row["state"]]
        assert state == "void" or len(reached) - 1 == last_stage[state]
        assert row["satisfaction"] is None or state == "closed"


def test_most_cases_close_in_time() -> None:
    n = late = closed = void = reworked = rated = joint = 0
    for contract, row in demo().right_rows():
        n += 1
        state = contract.states[row["state"]]
        due, end = when(row["due_at"]), when(row["closed_at"])
        closed += state == "closed"
        late += due is not None and end is not None and end > due
        void += state == "void"
        reworked += int(row["rework_count"] or 0) > 0
        rated += row["satisfaction"] is not None
        joint += row["joint_departments"] is not None

    assert (closed - late) / n == pytest.approx(0.83, abs=0.03)
    assert late / n == pytest.approx(0.11, abs=0.03)
    assert void / n == pytest.approx(0.02, abs=0.01)
    assert reworked / n == pytest.approx(0.04, abs=0.015)
    assert rated / closed == pytest.approx(0.5, abs=0.03)
    assert joint / n == pytest.approx(0.08, abs=0.015)


def test_offices_keep_office_hours_and_holidays() -> None:
    received: dict[str, list[datetime]] = {"chengguan": [], "sifa": [], "gongan": []}
    for contract, row in demo().right_rows():
        if contract.department in received and (time := when(row["received_at"])):
            received[contract.department].append(time)
    hours = {name: Counter(time.hour for time in times) for name, times in received.items()}

    assert set(hours["sifa"]) <= {8, 9, 10, 11, 14, 15, 16, 17, 18}
    assert sum(hours["gongan"][h] for h in (22, 23, 0, 1)) > 0.05 * hours["gongan"].total()
    patrol = hours["chengguan"]
    assert patrol[12] < patrol[10] / 2 > patrol[13] and patrol[15] > 2 * patrol[13]
    days = WorkDays.load(date(2024, 7, 1), date(2026, 6, 30))
    free = [t for t in received["sifa"] if not days.is_working(t.date())]
    assert len(free) < 0.06 * len(received["sifa"])
    festival = {
        first + timedelta(days=n) for first in (date(2025, 1, 29), date(2026, 2, 17)) for n in range(-1, 7)
    }
    winter = [t.date() in festival for t in received["chengguan"] if t.month <= 2]
    assert np.mean(winter) < 0.8 * len(festival) / (2 * 59)


def test_seasons_and_places_are_felt() -> None:
    month: dict[str, Counter[int]] = {}
    village: dict[str, list[bool]] = {}
    for _, row in demo().right_rows():
        name = row["subclass_name"]
        time = when(row["received_at"])
        month.setdefault(name, Counter())[time.month if time else 0] += 1
        if row["community_code"]:
            village.setdefault(name, []).append(int(row["community_code"][9:]) >= 200)

    rainy = sum(month["道路积水"][m] for m in (6, 7, 8, 9))
    assert rainy > 0.6 * month["道路积水"].total()
    dry = sum(month["火灾隐患"][m] for m in (2, 3, 4))
    assert dry > 1.5 * sum(month["火灾隐患"][m] for m in (7, 8, 9))
    winter = sum(month["劳资纠纷"][m] for m in (11, 12, 1))
    assert winter > 0.35 * month["劳资纠纷"].total()
    assert np.mean(village["占道经营"]) < 0.05 < 0.3 < np.mean(village["土地权属纠纷"])


def test_default_end_is_the_last_full_month() -> None:
    assert last_full_month(date(2026, 11, 24)) == date(2026, 10, 31)
    assert last_full_month(date(2026, 3, 1)) == date(2026, 2, 28)
