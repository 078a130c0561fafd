from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import datum
from governance.errors import GeometryError

LON = st.floats(74.0, 136.0)
LAT = st.floats(2.0, 54.0)


def test_the_published_pair_for_gcj02_is_met() -> None:
    lon, lat = datum.wgs84_to_gcj02(116.404, 39.915)
    assert (float(lon), float(lat)) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)


def test_the_published_pair_for_bd09_is_met() -> None:
    lon, lat = datum.gcj02_to_bd09(116.404, 39.915)
    assert (float(lon), float(lat)) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-12)


@given(LON, LAT)
def test_gcj02_comes_back_to_where_it_started(lon: float, lat: float) -> None:
    back = datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(lon, lat))
    assert np.allclose(back, (lon, lat), rtol=0, atol=1e-11)


@given(LON, LAT)
def test_bd09_comes_back_to_where_it_started(lon: float, lat: float) -> None:
    back = datum.bd09_to_wgs84(*datum.wgs84_to_bd09(lon, lat))
    assert np.allclose(back, (lon, lat), rtol=0, atol=1e-11)


@given(LON, LAT)
def test_undoing_first_and_redoing_gives_the_same_point(lon: float, lat: float) -> None:
    again = datum.wgs84_to_bd09(*datum.bd09_to_wgs84(lon, lat))
    assert np.allclose(again, (lon, lat), rtol=0, atol=1e-11)


def test_the_shift_in_qujing_is_about_four_hundred_metres() -> None:
    lon, lat = (
        a.ravel() for a in np.meshgrid(np.linspace(103.05, 104.80, 60), np.linspace(24.33, 27.03, 60))
    )
    moved_lon, moved_lat = datum.wgs84_to_gcj02(lon, lat)
    metres = np.hypot((moved_lon - lon) * 111_320 * np.cos(np.radians(lat)), (moved_lat - lat) * 110_800)
    # Whole counties shift by 389–429 m on the mean; single points inside the region by 371–465 m.
    assert 355 < metres.min() < 375 and 455 < metres.max() < 475
    assert 389 < metres.mean() < 429


def test_nothing_moves_outside_china() -> None:
    lon, lat = np.array([2.35, -73.9, 151.2]), np.array([48.85, 40.7, -33.9])
    assert np.array_equal(datum.wgs84_to_gcj02(lon, lat), (lon, lat))
    assert np.array_equal(datum.gcj02_to_wgs84(lon, lat), (lon, lat))


def test_missing_coordinates_stay_missing_and_leave_the_others_alone() -> None:
    lon, lat = datum.bd09_to_wgs84([np.nan, 103.8], [25.5, 25.5])
    alone = datum.bd09_to_wgs84([103.8], [25.5])
    assert np.isnan(lon[0])
    assert (lon[1], lat[1]) == pytest.approx((alone[0][0], alone[1][0]), abs=1e-12)


def test_no_points_at_all_is_fine() -> None:
    assert datum.to_storage([], [], "BD09")[0].shape == (0,)


@pytest.mark.parametrize("name", datum.DATUMS)
def test_storage_lies_on_the_integer_grid(name: str) -> None:
    lon, lat = datum.to_storage([103.123456789], [25.987654321], name)
    assert np.array_equal(np.rint(lon * 1e7) / 1e7, lon)
    assert np.array_equal(np.rint(lat * 1e7) / 1e7, lat)


def test_a_gcj02_point_is_stored_where_it_really_is() -> None:
    stored = datum.to_storage(*datum.wgs84_to_gcj02([103.7968], [25.4901]), "GCJ02")
    assert (stored[0][0], stored[1][0]) == pytest.approx((103.7968, 25.4901), abs=1e-7)


def test_an_unknown_datum_names_the_known_ones() -> None:
    with pytest.raises(GeometryError) as caught:
        datum.to_storage([103.8], [25.5], "北京54")
    assert "北京54" in caught.value.detail and "GCJ02" in caught.value.detail and caught.value.remedy


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(GeometryError):
        datum.wgs84_to_gcj02([103.8, 103.9], [25.5])
