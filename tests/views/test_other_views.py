from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from views.categories import COMPARED, categories_view
from views.figures import Figure, add_parts
from views.outline import frame_of
from views.profile import PAGE_OF_CASES, profile_view
from views.state import default_state, focus
from views.status import problem_page, status_view


def test_categories_and_the_unlocated_sum_to_the_city(basis):
    view = categories_view(basis, basis.available, "zh")
    assert sum(card.headline.value for card in view.cards) + view.unlocated == view.city["received"]
    for card in view.cards:
        assert sum(member.received.value for member in card.members) == card.headline.value


def test_every_category_draws_an_indicator_on_the_same_axis(basis):
    view = categories_view(basis, basis.available, "zh")
    for index, _ in enumerate(COMPARED):
        axes = {(card.comparisons[index].low, card.comparisons[index].high) for card in view.cards}
        assert len(axes) == 1
        low, high = axes.pop()
        for card in view.cards:
            values = [value for _, _, value in card.comparisons[index].members if value is not None]
            assert all(low <= value <= high for value in values)


@pytest.mark.parametrize(
    "level", ["city", "category", "zone", "county", "street", "street_part", "community", "grid"]
)
def test_a_profile_can_be_drawn_for_the_units_of_every_level(basis, level):
    membership = "county" if level in ("county", "street") else "zone"
    state = replace(default_state(basis), membership=membership, period=basis.available)
    for code in basis.units(level)["code"]:
        view = profile_view(basis, focus(state, code, basis), "zh")
        assert view.unit.level == level
        by_class = sum(row.total for row in view.classes)
        assert by_class == sum(point.parts["received"] for point in view.months)
        assert view.figures[0].value == view.n_cases
        if view.place and view.place.position:
            assert 1 <= view.place.position <= len(view.place.peers)
            assert code in {peer for peer, _, _ in view.place.peers}


def test_recent_cases_come_newest_first_page_by_page(basis):
    state = replace(default_state(basis), period=basis.available)
    pages = [profile_view(basis, state, "zh", page).cases for page in (0, 1)]
    times = [case.received_at for page in pages for case in page]
    assert times == sorted(times, reverse=True)
    assert len(times) == len({case.incident_id for page in pages for case in page}) == 2 * PAGE_OF_CASES


def test_the_status_accounts_for_every_row_received(basis, published):
    view = status_view(basis)
    assert {feed.state.department.id for feed in view.feeds} == {d.id for d in basis.definitions.departments}
    assert all(feed.rows_in == feed.rows_accepted + feed.rows_rejected for feed in view.feeds)
    assert sum(feed.rows_in for feed in view.feeds) == sum(f.rows_in for f in published.report.check.files)
    assert view.provenance.is_demo
    assert view.age_days == basis.provenance.age_days(
        basis.provenance.data_to + timedelta(days=view.age_days)
    )


def test_problems_are_counted_alike_in_sum_and_page_by_page(basis):
    view = status_view(basis)
    assert view.rules["n"].sum() == view.n_problems[None] == len(problem_page_all(basis))
    for file_id, count in view.n_problems.items():
        if file_id is not None:
            assert len(problem_page_all(basis, file_id)) == count


def problem_page_all(basis, file_id=None):
    rows, page = [], 0
    while len(found := problem_page(basis, file_id, page)):
        rows.extend(found.itertuples())
        page += 1
    return rows


def figure(value, previous, unit="件", direction="none", digits=0):
    return Figure("x", "x", value, unit, digits, direction, "", previous=previous)


def test_a_change_is_in_points_for_shares_and_in_per_cent_otherwise():
    assert figure(110, 100).change == pytest.approx(10)
    assert figure(93.72, 90.0, "%").change == pytest.approx(3.72)
    assert figure(5, 0).change is None
    assert figure(5, None).change is None
    assert figure(None, 5).change is None


def test_better_follows_the_direction_and_not_the_sign():
    assert figure(94, 90, "%", "up").is_better is True
    assert figure(94, 90, "%", "down").is_better is False
    assert figure(94, 90, "%", "none").is_better is None
    assert figure(90.01, 90.0, "%", "up").is_better is None, "a change that is shown as 0.0 is none"


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_sums_of_measures_are_exact_and_missing_parts_stay_missing(counts):
    assert add_parts([{"received": float(n)} for n in counts])["received"] == sum(counts)
    assert add_parts([{"received": float(n)} for n in counts])["filed"] is None
    assert add_parts([*({"received": float(n)} for n in counts), {}])["received"] is None


def test_an_outline_keeps_its_proportions_and_stays_in_its_frame():
    square_km = shapely.box(103.0, 25.0, 103.0 + 1 / 111.32 / 0.9061, 25.0 + 1 / 110.6)
    frame = frame_of([square_km])
    assert frame.height == pytest.approx(frame.width, rel=0.02)
    numbers = [float(part) for part in frame.path(square_km).strip("MZ").replace("L", " ").split()]
    assert all(-0.1 <= number <= max(frame.width, frame.height) + 0.1 for number in numbers)
