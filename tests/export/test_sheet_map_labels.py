"""Labels of a sheet's map never overlap, stay in the frame, and whatever has none is listed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from export.sheet.check import self_check
from export.sheet.mapping import MapDrawn, class_colours, draw_map, inset
from export.sheet.mapping.leaders import Far, FreeGround, lead
from export.sheet.mapping.placing import Form, Wish, place
from export.sheet.mapping.region import dots, unit_colours
from export.sheet.mapping.room import Room
from export.sheet.mapping.stage import Stage
from export.sheet.mapping.wanted import short_names
from export.sheet.mapping.writing import contrast, fold, inks_on
from export.sheet.marks import PathMark, TextMark
from export.sheet.scene import Box, Reserved, Scene
from export.sheet.style import STYLES, StyleName, style_of
from tests.conftest import Published
from tests.export.sheet_maps import cells
from views.basis import Basis, current_basis
from views.sheet.fresh import Fresh
from views.sheet.model import NO_DATA, PLAIN, SheetClass, SheetLegend, SheetView
from views.sheet.request import SheetRequest, read_request
from views.sheet.view import sheet_view

FRAME = Box(0, 0, 420, 297)
PANELS = (Box(5, 5, 90, 200), Box(340, 200, 80, 97))


@pytest.fixture(scope="module")
def basis(published: Published) -> Basis:
    return current_basis(published.settings)


def view_of(basis: Basis, asked: dict[str, str], **choices: object) -> SheetView:
    request, _ = read_request(asked, basis, Fresh(link_base="", as_of="2026-07-02"))
    changed: SheetRequest = replace(request, size="A3", **choices)  # type: ignore[arg-type]
    return sheet_view(basis, changed)


@pytest.fixture(scope="module")
def city(basis: Basis) -> SheetView:
    return view_of(basis, {"l": "community"})


def drawn(
    view: SheetView, style: StyleName = "light", keep_out: tuple[Box, ...] = PANELS, *, numbered: bool = True
) -> tuple[Scene, MapDrawn]:
    scene = Scene(FRAME.width, FRAME.height)
    dress = style_of(style, 1.0, [category.code for category in view.categories])
    return scene, draw_map(scene, view, FRAME, dress, keep_out=keep_out, numbered=numbered)


def labels_of(scene: Scene) -> list[Reserved]:
    return [each for each in scene.reserved if each.kind == "label"]


def many(city: SheetView, seed: int, count: int, names: str) -> SheetView:
    """The view with units of its own instead."""
    shapes = cells(seed, count)
    n = len(shapes)
    units = gpd.GeoDataFrame(
        {
            "code": [str(i) for i in range(n)],
            "name": [names[i % 7 :][: 2 + i % 5] + names[i % len(names)] for i in range(n)],
            "klass": np.arange(n, dtype=np.int8) % 3 - 1,
            "value": 1.0, "value_text": "12.5", "category": "1", "parent": "",
        },
        geometry=shapes, crs="EPSG:4544",
    )  # fmt: skip
    empty = city.map.districts.iloc[:0]
    legend = replace(city.legend, classes=tuple(SheetClass(str(i), 1, i) for i in range(2)))
    changed = replace(
        city.map, units=units, districts=empty, scope=shapely.union_all(shapes), neighbours=city.map.neighbours.iloc[:0]
    )  # fmt: skip
    return replace(city, map=changed, legend=legend)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 25, 90, 260]), st.sampled_from(["light", "dark"]))
def test_no_two_labels_overlap_and_none_leaves_the_frame(
    city: SheetView, seed: int, count: int, style: StyleName
) -> None:
    view = many(city, seed, count, "东门河湾大海石桥新城松林白水")
    scene, result = drawn(view, style)
    boxes = labels_of(scene)
    frame = FRAME.grown(-0.5)
    for one in boxes:
        assert frame.contains(one.box)
        assert not any(one.box.overlaps(panel) for panel in PANELS)
    for one, other in combinations(boxes, 2):
        assert one.groups == other.groups or not one.box.overlaps(other.box)
    listed = [name.split(" ")[-1] for name in result.unlabelled]
    if boxes:
        assert sorted([*result.placed, *listed]) == sorted(view.map.units["name"])
    assert not self_check(scene)


def test_a_unit_without_a_label_is_listed_by_the_number_that_stands_in_it(city: SheetView) -> None:
    view = many(city, 7, 150, "东门河湾大海石桥新城松林白水")
    scene, result = drawn(view)
    written = {mark.text for mark in scene.marks if isinstance(mark, TextMark)}
    numbers = [name.split(" ")[0] for name in result.unlabelled if " " in name]
    assert numbers == [str(i + 1) for i in range(len(numbers))]
    assert numbers
    assert set(numbers) <= written
    scene, result = drawn(view, numbered=False)
    assert not set(numbers) & {mark.text for mark in scene.marks if isinstance(mark, TextMark)}
    assert result.unlabelled
    assert not any(" " in name for name in result.unlabelled)


BOX = st.tuples(st.floats(-5, 95), st.floats(-5, 95), st.floats(1, 30), st.floats(1, 8))


@given(st.lists(BOX, min_size=1, max_size=40), st.lists(BOX, max_size=4))
def test_places_are_given_once(
    asked: list[tuple[float, float, float, float]], furniture: list[tuple[float, float, float, float]]
) -> None:
    shifts = np.array([(0, 0), (4, 0), (0, 4), (-6, 2), (3, -7)])
    wishes = [Wish(w, (Form(w, h, np.array([x, y]) + shifts),)) for x, y, w, h in asked]
    taken = np.array([(x, y, x + w, y + h) for x, y, w, h in furniture]).reshape(-1, 4)
    found = place(wishes, taken)
    boxes = [
        Box(at.x - asked[at.wish][2] / 2, at.y - asked[at.wish][3] / 2, *asked[at.wish][2:]) for at in found
    ]
    for one, other in combinations([*boxes, *(Box(*each) for each in furniture)], 2):
        if one in boxes:
            assert not one.overlaps(other, 1e-9)
    assert len({at.wish for at in found}) == len(found)
    assert found or furniture


def test_a_label_asks_another_to_move_when_that_one_can() -> None:
    free = Wish(2.0, (Form(10, 4, np.array([(0.0, 0.0), (50.0, 0.0)])),))
    bound = Wish(1.0, (Form(10, 4, np.array([(2.0, 0.0)])),))
    assert {(at.wish, at.x) for at in place([free, bound], np.zeros((0, 4)))} == {(0, 50.0), (1, 2.0)}


@given(
    st.lists(st.tuples(st.floats(35, 65), st.floats(35, 65), st.floats(6, 20)), min_size=1, max_size=12),
    st.lists(BOX, max_size=3),
)
def test_lines_to_labels_cross_neither_labels_nor_each_other(
    asked: list[tuple[float, float, float]], labels: list[tuple[float, float, float, float]]
) -> None:
    blocked = np.zeros((50, 50), dtype=np.int32)
    blocked[15:35, 15:35] = 1
    sums = np.zeros((51, 51), dtype=np.int32)
    sums[1:, 1:] = blocked.cumsum(axis=0).cumsum(axis=1)
    wishes = [Far(x, y, w, 5.0, 60.0) for x, y, w in asked]
    standing = np.array([(x, y, x + w, y + h) for x, y, w, h in labels]).reshape(-1, 4)
    found = lead(wishes, standing, np.zeros((0, 4)), FreeGround(0, 0, 2.0, sums))
    boxes = [shapely.box(x, y, x + w, y + h) for x, y, w, h in labels]
    own = []
    for led in found:
        half = wishes[led.index].width / 2
        own.append(shapely.box(led.x - half, led.y - 2.5, led.x + half, led.y + 2.5))
        assert not own[-1].intersects(shapely.box(30, 30, 70, 70).buffer(-1e-6))
        assert led.line[0] == (wishes[led.index].x, wishes[led.index].y)
    lines = [shapely.LineString(led.line) for led in found]
    for line in lines:
        assert not any(line.intersection(box.buffer(-1e-6)).length > 1e-6 for box in [*boxes, *own])
    for one, other in combinations(range(len(found)), 2):
        same = wishes[found[one].index].x == wishes[found[other].index].x
        assert same or not lines[one].crosses(lines[other])
        assert not own[one].buffer(-1e-6).intersects(own[other].buffer(-1e-6))


def test_room_for_a_label_is_the_share_of_it_that_lies_inside() -> None:
    room = Room.of(shapely.box(10, 10, 30, 20), (0, 0, 100, 100), 0.25)
    middles, shares = room.shares(8.0, 4.0, 1.0)
    inside = (middles[:, 0] >= 14) & (middles[:, 0] <= 26) & (middles[:, 1] >= 12) & (middles[:, 1] <= 18)
    assert shares.max() <= 1.0
    assert (shares[inside] == 1.0).all()
    assert (shares[~inside] < 1.0).all()


def test_units_of_districts_have_name_and_value_or_a_line(basis: Basis) -> None:
    view = view_of(basis, {"l": "district"})
    scene, result = drawn(view)
    written = [mark.text for mark in scene.marks if isinstance(mark, TextMark)]
    assert sorted(result.placed) == sorted(view.map.units["name"])
    assert result.unlabelled == ()
    for text in (*view.map.units["name"], *view.map.units["value_text"]):
        assert text in written
    assert result.body.width > 100


def test_labels_are_left_out_when_nobody_wants_them(basis: Basis) -> None:
    scene, result = drawn(view_of(basis, {"l": "community"}, labels="none"))
    assert not labels_of(scene)
    assert (result.placed, result.unlabelled) == ((), ())


def test_colours_change_nothing_about_places_and_two_sheets_are_equal(city: SheetView) -> None:
    light, again, dark = (drawn(city, style)[0] for style in ("light", "light", "dark"))
    assert light.marks == again.marks
    assert [each.box for each in labels_of(light)] == [each.box for each in labels_of(dark)]


@pytest.mark.parametrize("scope", [{"u": "990101"}, {"u": "990101001"}, {"u": "990101001001", "l": "grid"}])
def test_every_kind_of_unit_has_a_map_and_an_inset(basis: Basis, scope: dict[str, str]) -> None:
    view = view_of(basis, scope)
    scene, result = drawn(view)
    assert not self_check(scene)
    assert FRAME.contains(result.body)
    assert result.scale_denominator == pytest.approx(1000 / result.mm_per_m)
    covered = inset(scene, Box(350, 10, 60, 60), view, style_of("light", 1.0, ()))
    assert covered is None or Box(350, 10, 60, 60).contains(covered, 1e-6)


@pytest.mark.parametrize("style", list(STYLES))
def test_letters_on_a_fill_can_be_read(style: StyleName) -> None:
    dress = style_of(style, 1.0, ("1", "2", "3"))
    for fill in (*dress.ramp, *dress.diverging, dress.no_data, dress.land):
        ink, rim = inks_on(dress, fill)
        assert contrast(ink, fill) >= 4.0
        assert rim == fill


def test_points_and_cells_are_drawn_and_plain_units_stay_plain(city: SheetView) -> None:
    minx, miny, maxx, maxy = city.map.scope.bounds
    points = np.random.default_rng(1).uniform((minx, miny), (maxx, maxy), (500, 2))
    cell = gpd.GeoDataFrame({"klass": [0], "value": [3.0]}, geometry=[shapely.box(minx, miny, maxx, maxy)])
    units = city.map.units.assign(klass=np.int8(PLAIN))
    legend = SheetLegend("案件", "件", "points", (SheetClass("案件", 500, 0),))
    view = replace(city, legend=legend, map=replace(city.map, units=units, points=points, cells=cell))
    scene, _ = drawn(view)
    paths = [mark for mark in scene.marks if isinstance(mark, PathMark)]
    assert sum(mark.d.count("h0") for mark in paths) == 2 * 500
    assert dots(np.array([[150, -25]])) == "M1.5 -.25h0"
    stage = Stage.of(scene, view, FRAME, style_of("light", 1.0, ()), ())
    assert set(unit_colours(stage)) == {style_of("light", 1.0, ()).land}


def test_units_without_data_are_hatched_in_a_colour_that_no_class_has(city: SheetView) -> None:
    klass = city.map.units["klass"].to_numpy().copy()
    klass[0] = NO_DATA
    view = replace(city, map=replace(city.map, units=city.map.units.assign(klass=klass)))
    scene, _ = drawn(view)
    style = style_of("light", 1.0, ())
    stage = Stage.of(scene, view, FRAME, style, ())
    assert style.no_data not in class_colours(stage)
    fills = {mark.fill for mark in scene.marks if isinstance(mark, PathMark)}
    strokes = {mark.stroke for mark in scene.marks if isinstance(mark, PathMark)}
    assert style.no_data in fills
    assert style.no_data_hatch().ink in strokes


def test_many_communities_are_named_as_maps_name_them() -> None:
    names = [f"水{chr(0x4E00 + i)}村" for i in range(70)]
    assert short_names([*names, "大河村", "大河社区", "赵家村社区", "村社区"], "community")[70:] == [
        "大河村", "大河社区", "赵家村", "村社区",
    ]  # fmt: skip
    assert short_names(["大河村"], "community") == ["大河村"]
    assert fold("Qujing Economic Development Zone") == ["Qujing Economic", "Development Zone"]
    assert fold("高良壮族苗族瑶族乡") == ["高良壮族苗", "族瑶族乡"]
    assert fold("会泽县") == ["会泽县"]
