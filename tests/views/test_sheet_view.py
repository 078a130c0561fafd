"""What a sheet shows is what the screens show: the same figures, exact geometry, words for everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.reads import geometries
from governance.errors import StateError
from tests.conftest import Published
from views.assessment.scores import assessment_view
from views.basis import Basis
from views.cases.filter import CaseFilter, classes_of
from views.cases.hot_spots import hot_spots
from views.cases.overview import incidents_view
from views.city_map import city_map
from views.sheet.fresh import Fresh, fresh_choices
from views.sheet.request import SheetRequest, read_request, state_of
from views.sheet.subjects.content import spans
from views.sheet.view import NO_DATA, PLAIN, SheetView, sheet_view
from views.whistles.board import whistle_board
from views.whistles.filter import WhistleFilter


@pytest.fixture(autouse=True)
def region(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEMAP_REGION", str(published.settings.region_dir))


@pytest.fixture(scope="module")
def fresh(basis: Basis, published: Published) -> Fresh:
    return fresh_choices(basis, published.settings)


def asked(basis: Basis, fresh: Fresh, **params: str) -> SheetRequest:
    request, ignored = read_request(params, basis, fresh)
    assert ignored == ()
    return request


def shown(basis: Basis, fresh: Fresh, **params: str) -> SheetView:
    return sheet_view(basis, asked(basis, fresh, **params))


def counted(view: SheetView) -> None:
    """The legend's counts are those of the units."""
    klass = view.map.units["klass"].to_numpy()
    assert [step.count for step in view.legend.classes] == [
        int((klass == place).sum()) for place in range(len(view.legend.classes))
    ]
    assert view.legend.n_missing == int((klass == NO_DATA).sum())


@pytest.mark.parametrize("subject", ["indicator", "category", "cases", "hot", "whistles", "assessment"])
@pytest.mark.parametrize(
    ("unit", "lang"),
    [
        ("990100", "en"),
        ("1", "zh"),
        ("990100-GX", "zh"),
        ("990101001", "en"),
        ("990101001001", "zh"),
        ("", "zh"),
    ],
)
def test_every_subject_of_every_unit_makes_a_sheet(
    basis: Basis, fresh: Fresh, subject: str, unit: str, lang: str
) -> None:
    unit = unit or basis.unit_at("grid", 0).code
    view = shown(basis, fresh, subject=subject, u=unit, lang=lang)
    assert view.title and all(view.subtitle) and all(view.sources) and view.legend.name
    assert len(view.map.units) and view.map.scope.area > 0
    assert view.map.units.geometry.is_valid.all()
    if view.legend.kind != "points" and view.map.cells is None:
        counted(view)
    texts = " ".join((view.title, *view.subtitle, *view.sources, *view.notes, view.ranking_title))
    assert "{" not in texts and "nan" not in texts.lower().split()
    assert len({row.code for row in view.ranking}) == len(view.ranking), "no unit stands twice in the ranking"


def test_an_indicator_is_that_of_the_map(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh, l="community", p="2026-04..2026-06")
    view, screen = sheet_view(basis, request), city_map(basis, state_of(request, basis), "zh")
    assert view.figures[0] == screen.main
    assert {figure.id for figure in screen.figures} <= {figure.id for figure in view.figures}
    assert view.map.units["klass"].tolist() == screen.layer.classes.tolist()
    assert [step.count for step in view.legend.classes] == [step.count for step in screen.legend.classes]
    assert view.classes == screen.classes
    assert [point.month for point in view.trend] == [point.month for point in screen.trend]
    assert [point.is_shown for point in view.trend][-3:] == [True] * 3 and not view.trend[0].is_shown
    districts = {row.code: row.value_text for row in view.ranking}
    labels = dict(zip(view.map.districts["code"], view.map.districts["value_text"], strict=True))
    assert labels == districts, "a label on the map says what the ranking says"
    categories = [row.category for row in view.ranking]
    assert categories == sorted(categories, key=str), "units are ranked within their category"


def test_geometry_is_exactly_that_of_the_release(basis: Basis, fresh: Fresh) -> None:
    view = shown(basis, fresh, u="990101", l="community")
    exact = geometries(basis.release, "community").to_crs("EPSG:4544")
    assert view.map.crs == "EPSG:4544"
    assert view.map.units["code"].tolist() == [c for c in exact.index if c.startswith("990101")]
    for code, shape in zip(view.map.units["code"], view.map.units.geometry, strict=True):
        assert shape.equals_exact(exact[code], 0)
    assert view.map.is_schematic and view.schematic_note == "示意边界"
    inside = view.map.districts.set_index("code")["inside_scope"]
    assert inside["990101"] and not inside["990102"]


def test_categories_left_out_stay_without_a_colour(basis: Basis, fresh: Fresh) -> None:
    view = shown(basis, fresh, l="community", c="1")
    of_unit = view.map.units.set_index("code")
    assert (of_unit.loc[of_unit["category"] == "2", "klass"] == PLAIN).all()
    assert (of_unit.loc[of_unit["category"] == "1", "klass"] != PLAIN).all()
    assert view.title.startswith("一类示范区")
    one = shown(basis, fresh, u="1", l="community")
    assert [p.value for p in view.trend] == pytest.approx([p.value for p in one.trend])


def test_categories_colour_the_units_that_belong_to_them(basis: Basis, fresh: Fresh) -> None:
    view = shown(basis, fresh, subject="category", l="community")
    assert [step.colour for step in view.legend.classes] == ["1", "2"]
    for klass, category in zip(view.map.units["klass"], view.map.units["category"], strict=True):
        assert view.legend.classes[klass].colour == category
    assert [key.n_units for key in view.categories] == [step.count for step in view.legend.classes]


def test_one_category_is_told_once(basis: Basis, fresh: Fresh) -> None:
    view = shown(basis, fresh, subject="category", u="1")
    assert view.title == "一类示范区成员"
    assert [(step.label, step.count) for step in view.legend.classes] == [("一类示范区", len(view.map.units))]
    said = dict(zip(view.map.units["code"], view.map.units["value_text"], strict=True))
    assert said == {row.code: row.value_text for row in view.ranking}, "the key figure stands on the map"
    assert "万人" in view.ranking_title
    city = shown(basis, fresh, subject="category")
    assert city.title.endswith("分类示范区") and all(step.count for step in city.legend.classes)


@pytest.mark.parametrize("indicator", ["cases_per_10k", "on_time_rate"])
def test_every_value_belongs_to_one_class_in_print(basis: Basis, fresh: Fresh, indicator: str) -> None:
    view = shown(basis, fresh, i=indicator, l="grid")
    labels = [step.label.translate(str.maketrans("", "", "<,")) for step in view.legend.classes]
    ends = [float(end) for label in labels for end in label.split("–")]
    inner = [step.label for step in view.legend.classes if "<" not in step.label]
    assert len(set(inner)) == len(inner)
    assert ends == sorted(ends)
    for klass, value in zip(view.map.units["klass"], view.map.units["value"], strict=True):
        if klass >= 0:
            step = view.legend.classes[klass]
            assert step.low is not None and step.high is not None and step.low <= value <= step.high


def test_ends_of_classes_do_not_read_alike() -> None:
    ends = [(0.0, 0.0), (0.5, 92.8571), (92.8572, 99.5), (100.0, 100.0)]
    assert spans(ends, 2) == ["0", "0.50–<92.86", "92.86–99.50", "100.00"]


def test_cases_by_units_sum_to_the_screen_of_cases(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh, subject="cases", **{"as": "units", "l": "community", "k": "event"})
    view = sheet_view(basis, request)
    state = state_of(request, basis)
    chosen = CaseFilter(classes=classes_of(basis, "event"))
    screen = incidents_view(basis, state, chosen, "zh")
    people = {row.code: row.population for row in (basis.unit_at("community", i) for i in range(8))}
    cases = sum(
        round(value * people[code] / 10_000)
        for code, value in zip(view.map.units["code"], view.map.units["value"], strict=True)
    )
    assert cases + screen.unplaced == screen.total
    assert view.figures == screen.figures
    assert view.trend[-1].value == sum(n for day, n in screen.days if day.month == 6)
    assert "事件" in view.title


def test_points_and_cells_hold_every_located_case(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh, subject="cases", u="990101", **{"as": "points"})
    points = sheet_view(basis, request)
    screen = incidents_view(basis, state_of(request, basis), CaseFilter(), "zh")
    assert points.map.points is not None and len(points.map.points) == screen.located
    minx, miny, maxx, maxy = points.map.scope.bounds
    x, y = points.map.points.T
    assert ((minx <= x) & (x <= maxx) & (miny <= y) & (y <= maxy)).all()
    assert (points.map.units["klass"] == PLAIN).all()
    assert points.map.point_classes is not None
    assert [step.count for step in points.legend.classes] == np.bincount(points.map.point_classes).tolist()
    assert f"{screen.located}" in points.legend.note and f"{screen.total}" in points.legend.note
    counts = {facet.value: facet.received for facet in screen.units}
    assert {row.code: row.value for row in points.ranking if row.value} == counts, "ranked as on the screen"
    assert "件数" in points.ranking_title
    density = shown(basis, fresh, subject="cases", u="990101", **{"as": "density"})
    assert density.map.cells is not None
    assert density.map.cells["value"].sum() == screen.located
    assert sum(step.count for step in density.legend.classes) == len(density.map.cells)
    assert density.map.cells.geometry.is_valid.all()
    assert np.ptp(np.sqrt(density.map.cells.area)) < 0.01 * np.sqrt(density.map.cells.area.mean())


def test_too_many_cases_are_not_drawn_one_by_one(
    basis: Basis, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.sheet.subjects.spread.MOST_POINTS", 5)
    with pytest.raises(StateError, match="Too many"):
        shown(basis, fresh, subject="cases", u="990102", **{"as": "points"})


def test_hot_spots_are_those_of_the_screen_hottest_first(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh, subject="hot", p="2026-01..2026-06")
    view = sheet_view(basis, request)
    screen = hot_spots(basis, state_of(request, basis), CaseFilter())
    assert [step.colour for step in view.legend.classes] == [6, 5, 4, 3, 2, 1, 0]
    assert sum(step.count for step in view.legend.classes[:2]) == screen.n_hot == view.figures[0].value
    klass, z = view.map.units["klass"].to_numpy(), view.map.units["value"].to_numpy()
    assert klass[np.nanargmax(z)] == klass.min(), "the hottest grid is in the hottest class"


def test_whistles_are_those_of_the_board(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh, subject="whistles", p="2026-01..2026-06")
    view = sheet_view(basis, request)
    board = whistle_board(basis, state_of(request, basis), WhistleFilter(), "zh")
    assert view.figures[0].value == board.totals["blown"]
    assert view.figures[1:-1] == board.figures
    assert {row.code: row.value for row in view.ranking} == {r.code: r.per_10k for r in board.map.rows}
    assert sum(row.received for row in view.classes) == sum(theme.blown for theme in board.themes)
    inside = shown(basis, fresh, subject="whistles", u="990101", l="community")
    assert all(row.value for row in inside.ranking) or "较高" not in inside.ranking_title


def test_scores_are_those_of_the_assessment(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh, subject="assessment")
    view = sheet_view(basis, request)
    screen = assessment_view(basis, state_of(request, basis), "zh")
    scores = {u.unit.code: u.total for card in screen.cards for group in card.groups for u in group.units}
    assert {row.code: row.value for row in view.ranking} == scores
    assessed, *standing = (figure.value for figure in view.figures)
    assert assessed == sum(step.count for step in view.legend.classes)
    assert assessed == sum(value or 0.0 for value in standing)
    assert sum("得分：" in note for note in view.notes) == len(screen.cards)
    assert "不分先后" in view.legend.note


def test_a_sheet_says_where_it_comes_from(basis: Basis, fresh: Fresh) -> None:
    view = shown(basis, fresh, u="990101001")
    sources = " ".join(view.sources)
    told = basis.provenance
    assert told.release_id in sources and told.definitions_version in sources
    assert "EPSG:4544" in sources and "105°E" in sources
    assert "2026年6月30日" in sources and f"数据为 {told.age_days(basis.today)} 天前" in sources
    assert view.marking == "内部使用" and view.approval_line.endswith("待送审")
    assert view.demo_note == "演示数据"
    assert view.link == view.code
    assert view.title.startswith("西县西门街道")


def test_the_day_of_the_request_says_what_was_late(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh)
    assert sheet_view(basis, replace(request, as_of="")).stale_note == ""
    late = sheet_view(basis, replace(request, as_of="2027-06-30")).stale_note
    assert "已迟" in late


def test_what_the_request_wants_is_what_the_sheet_has(basis: Basis, fresh: Fresh) -> None:
    request = asked(basis, fresh)
    plain = sheet_view(basis, request)
    assert plain.map.neighbours["name"].tolist() == ["邻市"] and len(plain.map.rivers) == 1
    own = replace(
        request,
        title="西县 <5 件的社区",
        neighbours=False,
        rivers=False,
        is_public=True,
        approval="GS(2026)1号",
        link_base="https://map.example",
        size="A4",
    )
    view = sheet_view(basis, own)
    assert view.title == "西县 <5 件的社区"
    assert view.map.neighbours.empty and view.map.rivers.empty
    assert view.marking == "" and view.approval_line == "审图号：GS(2026)1号"
    assert view.link == f"https://map.example/?s={view.code}"
    assert (view.size.width_mm, view.size.height_mm) == (297, 210)
    with pytest.raises(StateError, match="approval"):
        sheet_view(basis, replace(own, approval=""))
    with pytest.raises(StateError, match="background"):
        sheet_view(basis, replace(request, background="000000000000"))
    with pytest.raises(StateError, match="another release"):
        sheet_view(basis, replace(request, release_id="20200101T000000Z"))
