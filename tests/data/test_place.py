"""Placing: one place for every case, by point, by code, or counted as not located."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.place import TOLERANCE_M, Places, place
from data.region import load_region
from data.region_units import build_units
from data.rules.datum import MIN_POINTS, doubt_datum
from geo.datum import wgs84_to_bd09, wgs84_to_gcj02
from tests.tiny_region import COMMUNITIES, ORIGIN, cell_centre

B, C, H = (COMMUNITIES[letter][0] for letter in "bch")
DEGREE_M = 110_700.0


@pytest.fixture(scope="module")
def places(tiny_region: Path) -> Places:
    return Places.build(build_units(load_region(tiny_region)))


def put(
    places: Places, lon: float | None, lat: float | None, code: str | None, datum: str = "WGS84"
) -> pd.Series:
    row = pd.DataFrame({"rid": [0], "source_lon": [lon], "source_lat": [lat], "datum": datum}).astype(
        {"source_lon": float, "source_lat": float}
    )
    return place(places, row.assign(given_community_code=pd.Series([code], dtype=object))).iloc[0]


def test_a_point_in_its_community_goes_by_the_point(places: Places) -> None:
    lon, lat = cell_centre("b", 2)
    found = put(places, lon, lat, B)
    assert (found["grid_code"], found["placed_by"], found["placement_note"]) == (B + "003", "point", None)


def test_a_point_without_a_code_is_enough(places: Places) -> None:
    assert put(places, *cell_centre("h"), None)["community_code"] == H


def test_a_code_without_a_point_gives_a_community_and_no_grid(places: Places) -> None:
    found = put(places, None, None, C)
    assert (found["community_code"], found["grid_code"], found["placed_by"]) == (C, None, "code")


def test_nothing_at_all_is_not_located(places: Places) -> None:
    found = put(places, None, None, None)
    assert (found["community_code"], found["placed_by"], found["outcome"]) == (None, "none", "nothing")


@pytest.mark.parametrize(
    ("metres", "community", "outcome"), [(150, B, "point_near"), (260, "other", "point_disagrees")]
)
def test_a_code_wins_within_the_accuracy_of_the_boundary_and_the_point_beyond(
    metres: float, community: str, outcome: str, places: Places
) -> None:
    # Community b spans rows 5–8 from the south in columns 3–6; its northern edge is the region's: go west into a.
    lon = ORIGIN[0] + 0.02 - metres / (DEGREE_M * np.cos(np.radians(25.07)) * 1.005)
    found = put(places, lon, ORIGIN[1] + 0.075, B)
    assert found["outcome"] == outcome and found["placement_note"] == "point_disagrees"
    assert found["distance_m"] == pytest.approx(metres, rel=0.02)
    assert found["community_code"] == (B if community == B else COMMUNITIES["a"][0])
    assert str(found["grid_code"]).startswith(str(found["community_code"])), "grid and community agree"
    if outcome == "point_near":
        assert found["grid_code"] == B + "001", "the nearest grid of the community that the code names"


def test_a_point_just_outside_the_region_is_held_by_its_code(places: Places) -> None:
    lon, lat = cell_centre("b")
    assert put(places, lon, ORIGIN[1] + 0.08 + 0.001, B)["outcome"] == "point_near"
    assert put(places, lon, ORIGIN[1] + 0.08 + 0.001, None)["outcome"] == "outside"
    assert put(places, lon, lat + 1.0, B)["outcome"] == "outside"


@given(
    x=st.floats(0.0005, 0.1195),
    y=st.floats(0.0005, 0.0795),
    datum=st.sampled_from(["WGS84", "CGCS2000", "GCJ02", "BD09"]),
)
def test_every_datum_leads_to_the_same_grid(x: float, y: float, datum: str, places: Places) -> None:
    # Keep off the grids' edges, where a ten-millionth of a degree decides.
    lon, lat = (round(o + v, 4) + 0.00005 for o, v in zip(ORIGIN, (x, y), strict=True))
    shift = {"GCJ02": wgs84_to_gcj02, "BD09": wgs84_to_bd09}.get(datum)
    (there_lon,), (there_lat,) = shift([lon], [lat]) if shift else ([lon], [lat])
    assert (
        put(places, there_lon, there_lat, None, datum)["grid_code"]
        == put(places, lon, lat, None)["grid_code"]
    )


@given(data=st.data())
def test_a_place_is_whole_whatever_the_row_says(data: st.DataObject, places: Places) -> None:
    n = data.draw(st.integers(1, 30))
    degrees = st.one_of(st.none(), st.floats(ORIGIN[0] - 0.02, ORIGIN[0] + 0.14))
    lat = st.one_of(st.none(), st.floats(ORIGIN[1] - 0.02, ORIGIN[1] + 0.1))
    codes = st.one_of(st.none(), st.sampled_from([code for code, *_ in COMMUNITIES.values()]))
    points = pd.DataFrame(
        {
            "rid": range(n),
            "source_lon": pd.Series(data.draw(st.lists(degrees, min_size=n, max_size=n)), dtype=float),
            "source_lat": pd.Series(data.draw(st.lists(lat, min_size=n, max_size=n)), dtype=float),
            "datum": "WGS84",
            "given_community_code": pd.Series(
                data.draw(st.lists(codes, min_size=n, max_size=n)), dtype=object
            ),
        }
    )
    placed = place(places, points)
    assert placed["rid"].tolist() == list(range(n))
    by_point = placed["placed_by"] == "point"
    assert (placed["grid_code"].notna() == by_point).all()
    assert (placed.loc[by_point, "grid_code"].str[:12] == placed.loc[by_point, "community_code"]).all()
    given = points["given_community_code"]
    kept = placed["outcome"].isin(["inside", "point_near", "code"]) & given.notna()
    assert (placed.loc[kept, "community_code"] == given[kept]).all()
    near = placed["outcome"] == "point_near"
    assert (placed.loc[near, "distance_m"] <= TOLERANCE_M).all()


def test_few_points_raise_no_doubt_about_their_datum(places: Places) -> None:
    lon, lat = cell_centre("b")
    rows = pd.DataFrame(
        {
            "source_lon": [lon + 1] * (MIN_POINTS - 1),
            "source_lat": lat,
            "datum": "WGS84",
            "given_community_code": B,
        }
    )
    assert doubt_datum(places, rows) is None


def test_wrong_codes_raise_no_doubt_about_the_datum(places: Places) -> None:
    rng = np.random.default_rng(3)
    lon, lat = ORIGIN[0] + rng.uniform(0, 0.12, 900), ORIGIN[1] + rng.uniform(0, 0.08, 900)
    codes = rng.choice([code for code, *_ in COMMUNITIES.values()], 900)
    rows = pd.DataFrame(
        {"source_lon": lon, "source_lat": lat, "datum": "WGS84", "given_community_code": codes}
    )
    assert doubt_datum(places, rows) is None
