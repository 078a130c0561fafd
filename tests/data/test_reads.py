"""Reads of a release: sums agree in both memberships, units are found, threads do not disturb one another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reads import (
    LADDERS,
    UnitRow,
    children,
    class_by_month,
    class_counts,
    geometries,
    measures_by_month,
    measures_by_unit,
    measures_total,
    months_available,
    open_release,
    problem_counts,
    recent_incidents,
    search_units,
    unit,
    unit_geometry,
    unit_path,
    unit_table,
    units,
)
from governance.errors import StateError
from governance.indicators import FLOW_MEASURES, MEASURES
from tests.conftest import READING, Published
from tests.tiny_region import COMMUNITIES, MANAGED_CODE, MANAGED_COMMUNITY, SPLIT_STREET

MEMBERSHIPS = st.sampled_from(sorted(LADDERS))


@st.composite
def _months(draw: st.DrawFn) -> tuple[int, int]:
    """A range of months within, across or outside the two years of the delivery."""
    first = draw(st.integers(2024 * 12 + 3, 2026 * 12 + 8))
    return first, draw(st.integers(first, 2026 * 12 + 9))


@READING
@given(membership=MEMBERSHIPS, months=_months(), category=st.sampled_from([None, "1", "2"]))
def test_units_of_every_level_and_the_unlocated_sum_to_the_city(
    membership: str, months: tuple[int, int], category: str | None, published: Published
) -> None:
    span = {"month_from": months[0], "month_to": months[1]}
    city = measures_total(published.release, membership=membership, category=category, **span)
    for level in LADDERS[membership]:
        rows = measures_by_unit(published.release, level, membership=membership, category=category, **span)
        sums = {name: int(rows[name].sum()) for name in MEASURES}
        assert sums == city, (level, membership, months)
        assert rows["code"].isna().sum() <= 1
    by_month = measures_by_month(published.release, membership=membership, category=category, **span)
    assert {name: int(by_month[name].sum()) for name in FLOW_MEASURES} == {
        name: city[name] for name in FLOW_MEASURES
    }
    classes = class_counts(published.release, membership=membership, category=category, **span)
    assert int(classes["received"].sum()) == city["received"]


@READING
@given(data=st.data(), membership=MEMBERSHIPS, months=_months())
def test_what_lies_in_a_unit_sums_to_the_unit(
    data: st.DataObject, membership: str, months: tuple[int, int], published: Published
) -> None:
    span = {"month_from": months[0], "month_to": months[1], "membership": membership}
    ladder = LADDERS[membership]
    level = data.draw(st.sampled_from(ladder[1:-1]))
    code = data.draw(st.sampled_from(units(published.release, level)["code"].tolist()))
    scope = {"scope_level": level, "scope_code": code}
    whole = measures_total(published.release, **scope, **span)
    own = measures_by_unit(published.release, level, **span)
    row = own[own["code"] == code].iloc[0]
    assert {name: int(row[name]) for name in MEASURES} == whole
    for finer in ladder[ladder.index(level) + 1 :]:
        parts = measures_by_unit(published.release, finer, **scope, **span)
        assert {name: int(parts[name].sum()) for name in MEASURES} == whole, finer
        assert set(units(published.release, finer).query(f"{_column(level)} == @code")["code"]) == set(
            parts["code"].dropna()
        )


def _column(level: str) -> str:
    return level if level == "category" else f"{level}_code"


def test_measures_agree_with_the_cases_themselves(published: Published) -> None:
    with published.release._instance.cursor() as cursor:
        cases = cursor.execute("select * from incident").df()
    first, last = months_available(published.release)
    total = measures_total(published.release, month_from=first - 24, month_to=last + 24)
    closed = cases["state"] == "closed"
    assert total["received"] == len(cases)
    assert total["filed"] == cases["filed_at"].notna().sum()
    assert total["disposed"] == cases["disposed_at"].notna().sum()
    assert total["reworked"] == (cases["disposed_at"].notna() & (cases["rework_count"] > 0)).sum()
    assert total["rated"] == (closed & cases["satisfaction"].notna()).sum()
    assert total["satisfied"] == (closed & (cases["satisfaction"] >= 4)).sum()
    assert total["located"] == cases["grid_code"].notna().sum()
    assert total["joint"] == cases["joint_departments"].notna().sum()
    assert total["open"] == (cases["filed_at"].notna() & ~cases["state"].isin(["closed", "void"])).sum()
    assert total["received"] > total["filed"] > total["due"] > total["closed"] > total["closed_on_time"] > 0
    assert total["open"] > total["overdue"] > 0
    assert 0 < (cases["placed_by"] == "none").sum() < len(cases) * 0.1


def test_a_quiet_unit_has_true_zeros(published: Published) -> None:
    rows = measures_by_unit(published.release, "grid", membership="zone", month_from=0, month_to=1)
    assert len(rows.dropna(subset=["code"])) == len(units(published.release, "grid"))
    assert (rows[list(FLOW_MEASURES)] == 0).all(axis=None)


def test_the_managed_community_counts_for_its_zone_and_its_county(published: Published) -> None:
    span = {"month_from": 0, "month_to": 99_999}
    zone = measures_total(published.release, scope_level="zone", scope_code=MANAGED_CODE, **span)
    community = measures_total(
        published.release, scope_level="community", scope_code=MANAGED_COMMUNITY, **span
    )
    assert zone == community and zone["received"] > 0
    part = unit(published.release, f"{SPLIT_STREET}~{MANAGED_CODE}")
    assert part is not None and part.level == "street_part" and part.street_code == SPLIT_STREET


@pytest.mark.parametrize(
    ("code", "membership", "levels"),
    [
        (MANAGED_COMMUNITY + "001", "zone", ["city", "category", "zone", "street_part", "community", "grid"]),
        (MANAGED_COMMUNITY + "001", "county", ["city", "county", "street", "community", "grid"]),
        ("990101", "zone", ["city", "category", "zone"]),
        ("990101", "county", ["city", "county"]),
        (SPLIT_STREET, "county", ["city", "county", "street"]),
        ("990100", "zone", ["city"]),
        ("no such", "zone", []),
    ],
)
def test_the_path_of_a_unit_goes_from_the_city_down(
    code: str, membership: str, levels: list[str], published: Published
) -> None:
    path = unit_path(published.release, code, membership)
    assert [step.level for step in path] == levels
    if path:
        assert path[-1].code == code


def test_children_follow_the_membership(published: Published) -> None:
    assert children(published.release, "city", "990100", "county")["code"].tolist() == ["990101", "990102"]
    assert MANAGED_CODE in children(published.release, "category", "1", "zone")["code"].tolist()
    assert children(published.release, "zone", MANAGED_CODE, "zone")["code"].tolist() == [
        f"{SPLIT_STREET}~{MANAGED_CODE}"
    ]
    assert len(children(published.release, "grid", MANAGED_COMMUNITY + "001", "zone")) == 0


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("西县", "990101"), ("东山", SPLIT_STREET), ("banqiao", "990101100"), ("bqz", "990101100"),
        ("9901010010", "990101001001"), ("石桥", COMMUNITIES["d"][0]), ("  DONGXIAN ", "990102"),
        ("west county", "990101"), ("东门社区", COMMUNITIES["a"][0]),
    ],
)  # fmt: skip
def test_units_are_found_by_what_a_person_types(text: str, first: str, published: Published) -> None:
    assert search_units(published.release, text, membership="county")[0].code == first


@pytest.mark.parametrize("text", ["%", "_", "' or 1=1 --", "\\", "", "   ", "东%山"])
def test_what_a_person_types_is_never_a_pattern(text: str, published: Published) -> None:
    assert search_units(published.release, text) == []


@given(text=st.text(max_size=12))
def test_any_text_can_be_searched(text: str, published: Published) -> None:
    for found in search_units(published.release, text, limit=5):
        needle = " ".join(text.split()).lower()
        fields = (found.code, found.name, found.name_official, found.name_en, found.pinyin, found.initials)
        assert any(needle in (field or "").lower() for field in fields)


def test_recent_cases_come_newest_first_page_by_page(published: Published) -> None:
    first = recent_incidents(published.release, limit=10)
    second = recent_incidents(published.release, limit=10, offset=10)
    assert pd.concat([first, second])["received_at"].is_monotonic_decreasing
    assert not set(first["incident_id"]) & set(second["incident_id"])
    assert not {"address", "handler", "lon", "lat"} & set(first.columns)
    every = recent_incidents(published.release, limit=100_000)
    total = measures_total(published.release, month_from=0, month_to=99_999)
    assert int(every["is_overdue"].sum()) == total["overdue"]


def test_missing_text_is_none_where_rows_are_shown(published: Published) -> None:
    every = recent_incidents(published.release, limit=100_000)
    unplaced = every[every["placed_by"] == "none"]
    assert len(unplaced) and all(code is None for code in unplaced["community_code"])
    noted = problem_counts(published.release).query("rule == 'coordinate_missing'")
    assert all(value is None for value in noted["value"])


def test_classes_of_a_grid_agree_with_its_measures(published: Published) -> None:
    span = {"month_from": 0, "month_to": 99_999}
    grids = measures_by_unit(published.release, "grid", membership="zone", **span).dropna(subset=["code"])
    busiest = grids.sort_values("received").iloc[-1]
    scope = {"scope_level": "grid", "scope_code": str(busiest["code"])}
    assert class_counts(published.release, **scope, **span)["received"].sum() == busiest["received"]
    assert class_by_month(published.release, **scope, **span)["received"].sum() == busiest["received"]


def test_geometry_comes_in_the_published_order(published: Published) -> None:
    table = units(published.release, "community")
    shapes = geometries(published.release, "community")
    assert shapes.index.tolist() == table["code"].tolist() and shapes.crs == "EPSG:4490"
    assert table["seq"].tolist() == list(range(len(table)))
    one = unit_geometry(published.release, "community", table["code"].iloc[3])
    assert one.equals(shapes.iloc[3])
    assert len(unit_table(published.release)) == sum(
        len(units(published.release, level)) for level in set(LADDERS["zone"]) | set(LADDERS["county"])
    )
    rows = list(UnitRow.from_frame(table))
    assert rows[0] == unit(published.release, rows[0].code, "community")


def test_problem_counts_add_up_to_the_problems(published: Published) -> None:
    counts = problem_counts(published.release)
    assert counts["n"].sum() == len(published.report.check.problems)
    assert counts["message_zh"].notna().all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "planet"}, {"membership": "party"}, {"level": "county"}, {"scope_level": "zone"},
        {"scope_level": "moon", "scope_code": "1"}, {"month_from": 5, "month_to": 4},
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused(wrong: dict[str, object], published: Published) -> None:
    asked = {"level": "zone", "membership": "zone", "month_from": 1, "month_to": 2, **wrong}
    with pytest.raises(StateError):
        measures_by_unit(published.release, **asked)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(StateError):
        recent_incidents(published.release, limit=-1)
    with pytest.raises(StateError):
        unit_geometry(published.release, "zone", "nowhere")


def test_twenty_threads_read_the_same_figures(published: Published) -> None:
    def read(turn: int) -> int:
        level = LADDERS["zone"][1 + turn % 5]
        release = open_release(published.settings)
        frame = measures_by_unit(release, level, membership="zone", month_from=0, month_to=99_999)
        return int(frame["received"].sum())

    total = measures_total(published.release, month_from=0, month_to=99_999)["received"]
    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(read, range(400))) == {total}


def test_one_process_opens_a_release_once(published: Published) -> None:
    assert open_release(published.settings) is open_release(published.settings, published.release.release_id)
