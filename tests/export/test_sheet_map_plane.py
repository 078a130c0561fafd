"""The plane of a sheet's map: it fits beside furniture, its scale and its north are those of the ground."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from export.sheet.mapping import layers
from export.sheet.mapping.around import degree_text
from export.sheet.mapping.drawn import MapDrawn
from export.sheet.mapping.furniture import bar_length, north_arrow, round_scale, scale_bar
from export.sheet.mapping.hatching import hatched
from export.sheet.mapping.lines import path_of, paths_of
from export.sheet.mapping.plane import SHEET, Plane, fit, spot_of
from export.sheet.marks import PathMark
from export.sheet.scene import Box, Scene
from export.sheet.style import Hatch, style_of
from tests.export.sheet_maps import cells, points_of_path

CRS = pyproj.CRS("EPSG:4544")
GEOD = pyproj.Geod(ellps="GRS80")
LON = st.floats(103.2, 106.8)
LAT = st.floats(22.0, 30.0)
SIDE = st.floats(20, 90)


def plane_at(lon: float, lat: float, k: float) -> tuple[Plane, MapDrawn]:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", CRS, always_xy=True).transform(lon, lat)
    spot = spot_of(CRS, x, y)
    plane = Plane(k, 100 - x * k, 100 + y * k)
    per_m = k * spot.factor
    return plane, MapDrawn(1000 / per_m, per_m, (), (), spot.convergence, True, Box(0, 0, 1, 1), plane)


@given(LON, LAT, st.floats(1e-4, 0.1), st.floats(15, 80))
def test_a_scale_bar_is_as_long_as_it_says_within_a_thousandth(
    lon: float, lat: float, k: float, room: float
) -> None:
    plane, drawn = plane_at(lon, lat, k)
    metres, _ = bar_length(room, drawn.mm_per_m)
    long = metres * drawn.mm_per_m
    assert long <= room + 1e-9
    back = pyproj.Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
    ends = [plane.back(100 + side * long / 2, 100) for side in (-1, 1)]
    (lon0, lat0), (lon1, lat1) = (back.transform(*end) for end in ends)
    on_ground = GEOD.inv(lon0, lat0, lon1, lat1)[2]
    # Far from the middle the projection itself changes along a bar of tens of kilometres.
    assert on_ground == pytest.approx(metres, rel=1e-3)


@given(LON, LAT)
def test_the_arrow_points_to_true_north(lon: float, lat: float) -> None:
    plane, drawn = plane_at(lon, lat, 0.001)
    there = pyproj.Transformer.from_crs("EPSG:4490", CRS, always_xy=True)
    here, north = (plane.at(np.array([there.transform(lon, lat + up)]))[0] for up in (0.0, 0.05))
    dx, dy = north - here
    assert np.degrees(np.arctan2(dx, -dy)) == pytest.approx(drawn.convergence, abs=0.01)
    scene = Scene(60, 60)
    north_arrow(scene, Box(10, 10, 12, 20), drawn, style_of("light", 1.0, ()))
    half = next(mark for mark in scene.marks if isinstance(mark, PathMark))
    top, _, notch = points_of_path(half.d)[:3]
    assert np.degrees(np.arctan2(top[0] - notch[0], notch[1] - top[1])) == pytest.approx(
        drawn.convergence, abs=0.1
    )


def test_a_scale_bar_says_its_length_and_on_paper_the_scale() -> None:
    _, drawn = plane_at(103.9, 25.5, 0.001)
    scene = Scene(200, 60)
    covered = scale_bar(scene, Box(10, 10, 60, 14), drawn, style_of("light", 1.0, ()))
    words = [each.text for each in scene.reserved]
    assert "50 km" in words
    assert "1 : 999,800" in words
    assert all(Box(10, 9, 70, 20).contains(each.box) for each in scene.reserved)
    assert covered.width <= 60
    assert (round_scale(1_234_567.0), round_scale(987.6)) == (1_235_000, 988)


@given(
    st.lists(
        st.tuples(st.floats(0, 380), st.floats(0, 260), SIDE, SIDE).map(lambda box: Box(*box)),
        max_size=6,
    ),
    st.floats(0.2, 4),
    st.integers(0, 3),
)
def test_a_region_fits_into_the_frame_and_touches_no_furniture(
    keep_out: list[Box], aspect: float, quarter: int
) -> None:
    bay = shapely.Polygon([(0, 0), (9, 0), (9, 4), (4, 4), (4, 9), (0, 9)])
    outline = shapely.affinity.rotate(shapely.affinity.scale(bay, 1000 * aspect, 1000), 90 * quarter)
    frame = Box(5, 5, 410, 280)
    plane = fit(outline, frame, keep_out, 3.0)
    shown = shapely.transform(outline, plane.at)
    assert shapely.box(5, 5, 415, 285).buffer(1e-6).contains(shown)
    blocked = shapely.union_all([shapely.box(b.x, b.y, b.right, b.bottom) for b in keep_out])
    free = shapely.box(*frame[:2], frame.right, frame.bottom).difference(blocked.buffer(3))
    assume(free.area > 0.5 * frame.width * frame.height)
    assert not shown.intersects(blocked)
    assert plane.k > 0


def test_a_panel_may_stand_in_a_bay_of_the_region() -> None:
    bay = shapely.Polygon([(0, 0), (9e3, 0), (9e3, 3e3), (3e3, 3e3), (3e3, 9e3), (0, 9e3)])
    frame, panel = Box(0, 0, 200, 200), Box(110, 0, 90, 90)
    alone, beside = fit(bay, frame, [], 2.0), fit(bay, frame, [panel], 2.0)
    assert beside.k > 0.95 * alone.k


@given(st.integers(0, 2**32 - 1))
def test_simplified_units_still_share_their_borders_and_each_border_is_drawn_once(seed: int) -> None:
    shapes = cells(seed, 40)
    drawn = layers.drawn(shapes, 0.002, 0.1)
    assert shapely.coverage_is_valid(drawn.shapes)
    around = shapely.union_all(drawn.shapes).length
    inner = (shapely.length(drawn.shapes).sum() - around) / 2
    assert shapely.length(drawn.edges).sum() == pytest.approx(around + inner, rel=1e-6)
    assert layers.drawn(shapes.copy(), 0.002, 0.1) is drawn


@given(st.integers(0, 2**32 - 1))
def test_path_data_hold_every_point_to_a_hundredth_of_a_millimetre(seed: int) -> None:
    shapes, plane = cells(seed, 12), Plane(0.01, 3.0, 250.0)
    for shape, data in zip(shapes, paths_of(shapes, plane), strict=True):
        told = points_of_path(data)
        exact = plane.at(shapely.get_coordinates(shape))
        distance = np.abs(exact[:, None, :] - told[None, :, :]).max(axis=2).min(axis=1)
        assert distance.max() <= 0.0051
    assert path_of(shapes, plane) == "".join(paths_of(shapes, plane))
    assert path_of([], plane) == ""
    assert path_of([shapely.Point(1, 1).buffer(0.1)], plane) == ""


def test_hatching_stays_in_its_shape_and_has_its_step() -> None:
    square = shapely.box(10, 10, 30, 30).difference(shapely.box(15, 15, 25, 25))
    lines = hatched(np.array([square], dtype=object), Hatch("#000000", 45.0, 2.0, 0.2))
    assert len(lines)
    assert square.buffer(1e-6).contains(shapely.union_all(lines))
    first, second = sorted({round(float(x0 + y0), 6) for x0, y0, *_ in (line.bounds for line in lines)})[:2]
    assert path_of(lines, SHEET)
    assert second > first


@pytest.mark.parametrize(
    ("value", "side", "text"),
    [(103.0, "E", "103°E"), (25.5, "N", "25°30′N"), (25.25, "N", "25°15′N"),
     (103 + 31 / 60 + 5 / 3600, "E", "103°31′05″E"), (-7.999999999, "S", "8°S")],
)  # fmt: skip
def test_degrees_are_written_no_finer_than_they_are(value: float, side: str, text: str) -> None:
    assert degree_text(value, side) == text
