"""Layouts of sheets: every preset passes its check, nothing is lost unsaid, columns shrink in a settled order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.sheet.check import self_check
from export.sheet.compose import compose, map_only
from export.sheet.layouts.block import ALWAYS, OPTIONAL, VITAL, Block, fitted, lines_of, stacked
from export.sheet.layouts.foot import Unlabelled
from export.sheet.layouts.keys import Legend
from export.sheet.marks import PathMark, QrMark, TextMark
from export.sheet.scene import Scene
from export.sheet.style import STYLES, StyleName, style_of
from export.sheet.typeset import width
from tests.conftest import Published
from tests.views.test_tokens import contrast, distance
from views.basis import Basis, current_basis
from views.sheet.fresh import Fresh
from views.sheet.request import DEFAULT_PANELS, PANELS, SheetRequest, read_request
from views.sheet.sizes import SIZES
from views.sheet.view import NO_DATA, SheetView, sheet_view
from views.words import MISSING

FRESH = Fresh(link_base="http://10.20.30.40:8501", as_of="2026-07-02")
FREE = ("320x320px", "1000x320px", "320x1200px", "60x60mm", "200x150mm")
LONG = (
    "西县城市基层党建引领基层治理示范区二〇二六年第二季度网格化管理事件受理立案"
    "处置办结情况一览图（按社区统计，供联席会议使用，请注意保存）"
)


@pytest.fixture(scope="module")
def basis(published: Published) -> Basis:
    return current_basis(published.settings)


def view_of(basis: Basis, asked: dict[str, str] | None = None, **choices: object) -> SheetView:
    request, ignored = read_request(asked or {}, basis, FRESH)
    assert not ignored
    changed: SheetRequest = replace(request, **choices)  # type: ignore[arg-type]
    return sheet_view(basis, changed)


def words_of(scene: Scene) -> list[str]:
    return [mark.text for mark in scene.marks if isinstance(mark, TextMark)]


_DRESSES = (("light", "district", "zh"), ("dark", "community", "en"), ("grey", "street", "zh"))
_SHEETS = [
    (size, *dress)
    for place, size in enumerate([*SIZES, *FREE])
    for dress in (_DRESSES if size in ("1080p", "A4") else [_DRESSES[place % 3]])
]


@pytest.mark.parametrize(("size", "style", "level", "lang"), _SHEETS)
def test_every_size_passes_its_check_in_every_style(
    basis: Basis, size: str, style: StyleName, level: str, lang: str
) -> None:
    view = view_of(
        basis,
        {"l": level},
        size=size,
        style=style,
        lang=lang,
        panels=PANELS,
        watermark="内部用图 甲 2026-07-02",
    )
    scene = compose(view)
    assert self_check(scene) == []
    codes = [mark for mark in scene.marks if isinstance(mark, QrMark)]
    assert [mark.text for mark in codes] == [view.link]
    words = words_of(scene)
    assert view.marking in words
    assert f"{view.code[:5]} {view.code[5:]}" in words
    assert view.demo_note in words


@pytest.mark.parametrize("subject", ["category", "cases", "hot", "whistles", "assessment"])
def test_every_subject_has_its_sheet(basis: Basis, subject: str) -> None:
    for size, style in (("A4", "grey"), ("slide", "dark")):
        assert (
            self_check(compose(view_of(basis, {"subject": subject}, size=size, style=style, panels=PANELS)))
            == []
        )


@pytest.mark.parametrize("size", ["1080p", "A4", "square", "5760x1080"])
def test_a_long_title_is_written_whole(basis: Basis, size: str) -> None:
    scene = compose(view_of(basis, size=size, title=LONG, panels=PANELS))
    assert self_check(scene) == []
    assert LONG in "".join(words_of(scene))


def test_a_title_of_fewer_lines_is_worth_smaller_letters_and_lines_are_even() -> None:
    size, lines = lines_of("经开区西城街道各社区万人受理量", 86.0, (12.0, 11.0, 10.0, 9.0, 8.0), 700, 3)
    assert (size, len(lines)) == (10.0, 2)
    assert abs(len(lines[0]) - len(lines[1])) <= 1
    assert lines_of("会泽县", 86.0, (12.0, 8.0), 700, 3) == (12.0, ["会泽县"])


def test_nothing_crosses_a_seam_of_three_screens(basis: Basis) -> None:
    scene = compose(view_of(basis, size="5760x1080", panels=PANELS))
    third = scene.width / 3
    for mark in scene.marks:
        if isinstance(mark, TextMark) and mark.opacity == 1:
            right = mark.x + width(mark.text, mark.size, mark.weight)
            assert int(mark.x / third) == int(right / third), mark.text


def test_units_without_any_data_leave_gaps_that_say_so(basis: Basis) -> None:
    view = view_of(basis, {"u": "990101", "l": "community"})
    units = view.map.units.assign(klass=np.int8(NO_DATA), value=np.nan, value_text=MISSING)
    empty = replace(
        view,
        map=replace(view.map, units=units),
        legend=replace(view.legend, classes=(), n_missing=len(units)),
        figures=tuple(replace(figure, value=None, previous=None) for figure in view.figures),
        ranking=tuple(replace(row, value=None, value_text=MISSING) for row in view.ranking),
        trend=tuple(replace(point, value=None, value_text=MISSING) for point in view.trend),
    )
    scene = compose(empty)
    assert self_check(scene) == []
    assert words_of(scene).count(MISSING) >= len(view.figures[:4])
    assert not {"0.0", "0.00", "0%", "nan"} & set(words_of(scene))


def test_equal_values_make_one_class_and_full_bars(basis: Basis) -> None:
    view = view_of(basis, {"u": "990101", "l": "community"})
    one = replace(view.legend.classes[0], label="5.0", count=len(view.map.units), low=5.0, high=5.0)
    equal = replace(
        view,
        map=replace(view.map, units=view.map.units.assign(klass=np.int8(0), value=5.0, value_text="5.0")),
        legend=replace(view.legend, classes=(one,), n_missing=0),
        ranking=tuple(replace(row, value=5.0, value_text="5.0") for row in view.ranking),
    )
    assert self_check(compose(equal)) == []


def test_a_unit_of_one_grid_has_a_sheet(basis: Basis) -> None:
    view = view_of(basis, {"u": "990101100200"})
    assert self_check(compose(view)) == []
    assert self_check(compose(replace(view, ranking=(), trend=(), figures=()))) == []


@pytest.mark.parametrize("size", ["1080p", "A4"])
def test_letters_with_tails_and_heavy_rows_stay_in_their_panels(basis: Basis, size: str) -> None:
    view = view_of(basis, {"l": "community"}, size=size, lang="en", panels=PANELS)
    heavy = tuple(
        replace(row, name=f"Jiyingpu Gully {row.code}", is_scope=True, is_few=True) for row in view.ranking
    )
    classes = tuple(replace(one, name="Advertising, jpqy") for one in view.classes)
    assert self_check(compose(replace(view, ranking=heavy, classes=classes))) == []


def test_units_of_different_categories_never_share_a_list(basis: Basis) -> None:
    view = view_of(basis, {"l": "district"}, panels=("ranking",))
    assert {row.category for row in view.ranking} == {key.code for key in view.categories}
    words = words_of(compose(view))
    shown = [
        word
        for word in words
        if word in {row.name for row in view.ranking} | {k.name for k in view.categories}
    ]
    by_name = {row.name: row.category for row in view.ranking}
    heads = {key.name: key.code for key in view.categories}
    under = None
    for word in shown[-len(view.ranking) - len(view.categories) :]:
        under = heads.get(word, under)
        assert word in heads or by_name[word] == under


@pytest.mark.parametrize("size", ["A4", "1080p"])
def test_what_was_asked_for_is_there(basis: Basis, size: str) -> None:
    words = words_of(compose(view_of(basis, {"l": "community"}, size=size)))
    view = view_of(basis, {"l": "community"}, size=size)
    assert view.request.panels == DEFAULT_PANELS
    assert {view.title, view.ranking_title, view.trend_name, view.legend.name, view.approval_line} <= set(
        words
    )
    assert {figure.name for figure in view.figures[:4]} <= set(words)
    bare = words_of(compose(view_of(basis, {"l": "community"}, size=size, panels=())))
    assert view.ranking_title not in bare
    assert view.trend_name not in bare


@pytest.mark.parametrize("legend", [True, False])
def test_a_map_alone_passes_the_check_too(basis: Basis, legend: bool) -> None:
    scene = map_only(view_of(basis, {"l": "street"}), 180, 110, legend=legend, scale=legend)
    assert self_check(scene) == []
    assert (scene.width, scene.height) == (180, 110)
    assert not [mark for mark in scene.marks if isinstance(mark, QrMark)]


@pytest.mark.parametrize(("size", "lang"), [("1080p", "zh"), ("square", "en"), ("slide", "zh")])
def test_texts_on_screens_are_large_enough_to_read(basis: Basis, size: str, lang: str) -> None:
    view = view_of(basis, {"l": "street"}, size=size, lang=lang)
    scene = compose(view)
    pixel = min(scene.width, scene.height) / 1080
    texts = [mark for mark in scene.marks if isinstance(mark, TextMark)]
    foot = [mark for mark in texts if mark.text.startswith(view.sources[0][:8])]
    changes = [mark for mark in texts if "较上期" in mark.text or "vs. period" in mark.text]
    assert foot
    assert changes
    assert min(mark.size for mark in foot) >= 12.99 * pixel
    assert min(mark.size for mark in changes) >= (13.99 if lang == "zh" else 12.99) * pixel


def test_a_list_of_names_that_is_cut_says_how_many_are_missing() -> None:
    names = tuple(f"第{number}社区" for number in range(223))
    style = style_of("light", 1.0, [])
    block = Unlabelled(names, style, "zh", most=4)
    scene = Scene(120, 90, style.ground, "")
    block.draw(scene, 0, 0, 90)
    told = "".join(words_of(scene)[1:])
    shown = told.split("……", maxsplit=1)[0].split("、")
    assert shown == list(names[: len(shown)])
    assert f"另有 {223 - len(shown)} 个未列" in told


def test_the_key_has_a_line_and_a_bar_for_every_class(basis: Basis) -> None:
    view = view_of(basis, {"l": "community"}, size="1080p")
    words = words_of(compose(view))
    style = style_of("light", 1.0, [])
    scene = Scene(120, 90, style.ground, "")
    Legend(view.legend, style, "zh").draw(scene, 0, 0, 90)
    bars = [mark for mark in scene.marks if isinstance(mark, PathMark) and mark.fill == style.bars]
    assert {one.label for one in view.legend.classes} <= set(words)
    assert len(bars) == sum(one.count > 0 for one in view.legend.classes) + bool(view.legend.n_missing)


@dataclass(frozen=True)
class Brick:
    """A block of so many rows."""

    rows: int
    least: int
    give_way: int

    def height(self, _: float) -> float:
        return float(self.rows)

    def smaller(self) -> Brick | None:
        return replace(self, rows=self.rows - 1) if self.rows > self.least else None

    def taller(self, _: float) -> Brick:
        return self

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        raise NotImplementedError


_BRICKS = st.builds(
    lambda rows, share, give_way: Brick(rows, max(1, int(rows * share)), give_way),
    st.integers(1, 20),
    st.floats(0, 1),
    st.sampled_from([VITAL, ALWAYS, 1, 4, OPTIONAL, 6]),
)


@given(st.lists(_BRICKS, max_size=6), st.integers(5, 60))
def test_a_column_never_overflows_unless_what_must_stay_is_too_much(bricks: list[Brick], room: int) -> None:
    kept = fitted(list[Block](bricks), 10, room, 2)
    staying = [brick for brick in bricks if brick.give_way <= ALWAYS]
    must = sum(brick.least for brick in staying) + 2 * max(len(staying) - 1, 0)
    assert stacked(kept, 10, 2) <= max(room, must)
    assert len([one for one in kept if one.give_way <= ALWAYS]) == len(staying)
    if stacked(list[Block](bricks), 10, 2) <= room:
        assert kept == bricks


def test_vital_blocks_suffer_after_optional_ones_have_gone() -> None:
    names, chart, title = Brick(10, 1, VITAL), Brick(8, 6, OPTIONAL), Brick(5, 4, ALWAYS)
    assert fitted([title, chart, names], 10, 21, 0) == [title, replace(chart, rows=6), names]
    assert fitted([title, chart, names], 10, 16, 0) == [replace(title, rows=4), names]
    assert fitted([title, chart, names], 10, 9, 0) == [replace(title, rows=4), replace(names, rows=5)]


def test_words_stand_out_from_every_ground_of_a_sheet() -> None:
    for one in STYLES.values():
        for ground in (one.ground, one.plate):
            assert contrast(one.ink, ground) >= 7
            assert min(contrast(ink, ground) for ink in (one.ink_soft, one.ink_faint, one.stamp)) >= 4.5
        assert contrast(one.label, one.halo) >= 7
        assert contrast(one.qr_dark, one.qr_light) >= 12


def test_grey_sheets_tell_by_tone_and_line_alone() -> None:
    grey = style_of("grey", 1.0, ["1", "2", "3"])
    assert all(ink[1:3] == ink[3:5] == ink[5:7] for ink in grey.ramp)
    steps = grey.ramp_of(5)
    assert all(contrast(low, high) >= 1.25 for low, high in pairwise(steps))
    assert len({grey.band(code).dash for code in ("1", "2", "3")}) == 3
    ends = [(grey.diverging[at], grey.class_hatch("diverging", at) is not None) for at in range(7)]
    assert len(set(ends)) == 7
    assert all(hatched == (at < 3) for at, (_, hatched) in enumerate(ends))


@pytest.mark.parametrize("deficiency", ["none", "protan", "deutan", "tritan"])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_classes_and_bands_stay_apart_for_colour_blind_readers(name: StyleName, deficiency: str) -> None:
    style = style_of(name, 1.0, ["1", "2", "3"])
    steps = style.ramp_of(5)
    assert min(distance(a, b, deficiency) for a, b in pairwise(steps)) >= 8
    hues = [style.band(code).ink for code in ("1", "2", "3")]
    pairs = [(a, b) for at, a in enumerate(hues) for b in hues[at + 1 :]]
    assert min(distance(a, b, deficiency) for a, b in pairs) >= 12
