"""Cases on the map are the cases of the filter: one by one, by cell, by grid and over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.reads.points import density_cells, grid_counts, point_rows
from geo.density import POINT_LEVEL, CellBox
from geo.point_codec import unpack_streams
from governance.errors import StateError
from governance.periods import Period
from views.basis import Basis
from views.cases.filter import CaseFilter
from views.cases.hot_spots import OUTSIDE, grid_spots, hot_spots, spots_answer
from views.cases.points import case_counts, case_of_row, density_answer, points_answer
from views.cases.question import case_address, question_of, read_question
from views.state import ViewState, default_state, focus

FILTERS = {
    "none": CaseFilter(),
    "states": CaseFilter(states=frozenset({"closed"})),
    "open": CaseFilter(states=frozenset({"open"})),
    "late": CaseFilter(states=frozenset({"late"})),
    "words": CaseFilter(text="社区"),
    "nothing": CaseFilter(text="§"),
}


@pytest.fixture(scope="module")
def state(basis: Basis) -> ViewState:
    return replace(default_state(basis), period=basis.available)


@pytest.mark.parametrize("name", FILTERS)
def test_points_cells_grids_and_frames_count_the_same_cases(
    name: str, basis: Basis, state: ViewState
) -> None:
    question = question_of(state, FILTERS[name])
    counts = case_counts(basis, state, FILTERS[name])
    points = point_rows(basis.release, question.parameters, box=None, limit=10_000)
    cells = density_cells(basis.release, question.parameters, level=14, by_day=question.by_day, box=None)
    assert len(points) == cells.cases.sum() == grid_counts(basis.release, question.parameters)["cases"].sum()
    assert counts.located == len(points) <= counts.cases
    assert counts.mode == "points"
    shift = POINT_LEVEL - 14
    at = set(zip(points["x"].to_numpy() >> shift, points["y"].to_numpy() >> shift, strict=True))
    assert at == set(zip(cells.x, cells.y, strict=True))


def test_boxes_side_by_side_hold_every_case_once(basis: Basis, state: ViewState) -> None:
    question = question_of(state, CaseFilter())
    whole = density_cells(basis.release, question.parameters, level=20, by_day=False, box=None)
    blocks = sorted(set(zip((whole.x >> 6).tolist(), (whole.y >> 6).tolist(), strict=True)))
    found = 0
    for x, y in blocks[:40]:
        box = CellBox(20, x, y, x, y)
        cells = density_cells(basis.release, question.parameters, level=20, by_day=False, box=box)
        points = point_rows(basis.release, question.parameters, box=box, limit=10_000)
        inside = ((whole.x >> 6) == x) & ((whole.y >> 6) == y)
        assert cells.cases.sum() == len(points) == whole.cases[inside].sum()
        found += len(points)
    assert found


def test_a_short_period_is_told_by_day_and_every_day_of_it_is_there(basis: Basis, state: ViewState) -> None:
    last = basis.available.last
    short = replace(state, period=Period(last, last))
    by_day = case_counts(basis, short, CaseFilter())
    long = case_counts(basis, state, CaseFilter())
    assert by_day.by_day
    assert not long.by_day
    assert len(by_day.frames) == 30  # June
    assert by_day.cases == long.frames[-1].cases
    assert [frame.number for frame in long.frames] == list(range(basis.available.first, last + 1))


def test_points_carry_frames_days_and_standing(basis: Basis, state: ViewState) -> None:
    question = question_of(state, CaseFilter())
    header, numbers = unpack_streams(points_answer(basis.release, question, None))
    n = int(str(header["points"]))
    rows = point_rows(basis.release, question.parameters, box=None, limit=10_000)
    streams = numbers.reshape(-1, n)
    assert len(streams) == 9
    assert np.cumsum(streams[0]).tolist() == rows["row"].tolist()
    frames = case_counts(basis, state, CaseFilter()).frames
    assert np.bincount(streams[3], minlength=len(frames)).tolist() == [frame.located for frame in frames]
    assert (streams[8] == 2).tolist() == rows["is_overdue"].tolist()
    row = int(rows["row"].iloc[0])
    found = case_of_row(basis, row)
    assert found is not None and ":" in found
    assert case_of_row(basis, 10**9) is None


def test_density_is_packed_by_frame(basis: Basis, state: ViewState) -> None:
    header, numbers = unpack_streams(
        density_answer(basis.release, question_of(state, CaseFilter()), 12, None)
    )
    entries = int(str(header["entries"]))
    assert numbers[-entries:].sum() == case_counts(basis, state, CaseFilter()).located
    assert header["frames"] == basis.available.months


def test_an_address_leads_back_to_the_question(basis: Basis, state: ViewState) -> None:
    county = focus(state, "530302", basis) or focus(state, str(basis.units("county")["code"].iloc[0]), basis)
    assert county is not None
    for chosen in FILTERS.values():
        address = case_address(basis, county, chosen)
        assert read_question(address, basis) == question_of(county, chosen)


def test_an_address_that_the_release_does_not_know_is_refused(basis: Basis, state: ViewState) -> None:
    for wrong in ({"u": "999"}, {"p": "1999-01"}, {"s": "lost"}, {"k": "E99"}):
        with pytest.raises(StateError, match=next(iter(wrong))):
            read_question({**case_address(basis, state, CaseFilter()), **wrong}, basis)


def test_hot_spots_are_of_the_filters_cases(basis: Basis, state: ViewState) -> None:
    question = question_of(state, CaseFilter())
    spots = grid_spots(basis, question)
    view = hot_spots(basis, state, CaseFilter())
    assert spots.cases.sum() == case_counts(basis, state, CaseFilter()).located == view.located
    assert view.n_tested == len(basis.units("grid"))
    for cluster in view.clusters:
        assert cluster.cases == sum(
            int(spots.cases[i])
            for i, code in enumerate(basis.column("grid", "code"))
            if code in cluster.grids
        )
        assert cluster.peak_z > 0
        assert cluster.community is not None
    assert [c.peak_z for c in view.clusters] == sorted((c.peak_z for c in view.clusters), reverse=True)


def test_grids_outside_the_unit_and_few_grids_are_not_tested(basis: Basis, state: ViewState) -> None:
    code = str(basis.units("community")["code"].iloc[0])
    community = focus(state, code, basis)
    assert community is not None
    view = hot_spots(basis, community, CaseFilter())
    assert not view.enough
    assert view.clusters == ()
    header, numbers = unpack_streams(spots_answer(basis, question_of(community, CaseFilter()), "counts"))
    grids = int(str(header["grids"]))
    inside = basis.column("grid", "community_code") == code
    assert ((numbers[:grids] == OUTSIDE) == ~inside).all()


def test_rates_are_tested_where_people_live(basis: Basis, state: ViewState) -> None:
    spots = grid_spots(basis, question_of(state, CaseFilter()), "rates")
    people = basis.units("grid")["population"].to_numpy()
    assert (spots.tested == (people > 0)).all()
    assert spots.values[people > 0] == pytest.approx(spots.cases[people > 0] * 1000 / people[people > 0])
