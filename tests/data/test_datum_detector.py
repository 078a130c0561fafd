"""The datum detector: right on simulated files, silent where nothing can be told, believed only where nothing is declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.boundaries.datum import detect_layer
from data.place import Places
from data.region import Region, load_region
from data.region_units import build_units
from data.rules.datum import MIN_POINTS, DatumVerdict, detect, sign_test
from data.rules.datum_ruling import rule_datum
from geo.datum import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from tests.tiny_region import ORIGIN

Floats = npt.NDArray[np.float64]
WIDE, HIGH = 0.12, 0.08
DATUMS = ("WGS84", "CGCS2000", "GCJ02", "BD09")
METRES = 111_320.0


@pytest.fixture(scope="module")
def region(tiny_region: Path) -> Region:
    return load_region(tiny_region)


@pytest.fixture(scope="module")
def places(region: Region) -> Places:
    return Places.build(build_units(region))


def shifted(points: Floats, datum: str) -> Floats:
    """True points as a file in that datum has them."""
    forward: dict[str, Callable[..., tuple[Floats, Floats]]] = {
        "GCJ02": wgs84_to_gcj02,
        "BD09": wgs84_to_bd09,
    }
    return np.column_stack(forward[datum](points[:, 0], points[:, 1])) if datum in forward else points


def true_points(
    places: Places, rng: np.random.Generator, n: int, members: list[str] | None = None
) -> tuple[Floats, npt.NDArray[np.object_]]:
    """Points uniform over communities (None: over the region), with the community of each."""
    points = np.array(ORIGIN) + rng.uniform(0, (WIDE, HIGH), (n * 4, 2))
    owner = places.community_of(points[:, 0].copy(), points[:, 1].copy())
    codes = places.community_codes[owner]
    wanted = (owner >= 0) & (np.isin(codes.astype(str), members) if members else True)
    return points[wanted][:n].copy(), codes[wanted][:n].copy()


def spoil(
    points: Floats, codes: npt.NDArray[np.object_], places: Places, rng: np.random.Generator, share: float
) -> None:
    """Rows that are wrong: another code, another place, axes exchanged, zeros."""
    wrong, kind = rng.random(len(points)) < share, rng.integers(0, 4, len(points))
    codes[wrong & (kind == 0)] = rng.choice(places.community_codes)
    points[wrong & (kind == 1)] = np.array(ORIGIN) + rng.uniform(0, (WIDE, HIGH), 2)
    points[wrong & (kind == 2)] = points[wrong & (kind == 2)][:, ::-1]
    points[wrong & (kind == 3)] = 0.0


def table(points: Floats, codes: npt.NDArray[np.object_], datum: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_lon": points[:, 0],
            "source_lat": points[:, 1],
            "datum": datum,
            "given_community_code": codes,
        }
    )


def test_the_datum_of_simulated_files_is_told_in_99_of_100_and_never_wrongly(places: Places) -> None:
    rng = np.random.default_rng(20261124)
    said: Counter[str] = Counter()
    counties = [
        [c for c in places.community_codes if c.startswith(county)] for county in ("990101", "990102")
    ]
    for members in (None, *counties):
        for n in (200, 500, 1_000):
            for datum in DATUMS:
                for turned in (False, True):
                    for _ in range(4):
                        points, codes = true_points(places, rng, n, members)
                        points = shifted(points, datum)
                        spoil(points, codes, places, rng, 0.05)
                        found = detect(places, table(points[:, ::-1] if turned else points, codes))
                        true = "WGS84" if datum == "CGCS2000" else datum
                        right = found.datum == true and found.is_swapped == turned
                        said["right" if right else "wrong" if found.datum else "cannot tell"] += 1
    assert said.total() == 288 and said["wrong"] == 0
    assert said["right"] >= 0.99 * said.total(), said


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(200, 1_500),
    datum=st.sampled_from(DATUMS),
    share=st.floats(0, 0.4),
)
def test_whatever_share_of_rows_is_wrong_no_other_datum_is_told(
    seed: int, n: int, datum: str, share: float, places: Places
) -> None:
    rng = np.random.default_rng(seed)
    points, codes = true_points(places, rng, n)
    points = shifted(points, datum)
    spoil(points, codes, places, rng, share)
    found = detect(places, table(points, codes))
    assert found.datum in (None, "WGS84" if datum == "CGCS2000" else datum)
    assert 0 <= found.confidence <= 1 and set(found.shares) in ({"WGS84", "GCJ02", "BD09"}, set())


def test_it_cannot_be_told_where_half_the_rows_are_in_another_datum(places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(1), 1_000)
    half = np.arange(len(points)) % 2 == 0
    found = detect(places, table(np.where(half[:, None], points, shifted(points, "GCJ02")), codes))
    assert (found.datum, found.reason) == (None, "too_alike")


def test_it_cannot_be_told_where_the_codes_say_nothing_about_the_points(places: Places) -> None:
    rng = np.random.default_rng(2)
    points, codes = true_points(places, rng, 1_000)
    found = detect(places, table(points, rng.permutation(codes)))
    assert (found.datum, found.reason) == (None, "fits_none")


@pytest.mark.parametrize(("n", "reason"), [(MIN_POINTS - 1, "too_few"), (0, "no_codes")])
def test_it_cannot_be_told_from_few_points(n: int, reason: str, places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(3), 300)
    codes[n:] = "999999999999"
    found = detect(places, table(points, codes))
    assert found == DatumVerdict(None, 0.0, n, reason=reason)  # type: ignore[arg-type]


def test_a_file_that_declares_nothing_is_read_in_the_datum_that_its_points_tell(places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(4), 600)
    ruling = rule_datum(places, "城管.csv", None, table(shifted(points, "BD09"), codes))
    assert ruling.datum == "BD09" and ruling.fault is None
    (note,) = ruling.notes
    assert (note.rule, note.level, note.value) == ("datum_found", "note", "BD09")


def test_a_file_that_declares_nothing_and_tells_nothing_is_held_back(places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(5), 150)
    ruling = rule_datum(places, "城管.csv", None, table(points, codes))
    assert ruling.datum is None and ruling.fault is not None
    assert ruling.fault.rule == "datum_unknown" and "150" in ruling.fault.message_zh
    assert "150" in ruling.fault.message_en and ruling.fault.remedy_en


def test_a_file_without_points_needs_no_datum(places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(6), 10)
    assert rule_datum(places, "城管.csv", None, table(points, codes).iloc[:0]).fault is None


@pytest.mark.parametrize("declared", DATUMS)
@pytest.mark.parametrize("datum", DATUMS)
def test_a_declaration_is_believed_until_the_points_contradict_it(
    declared: str, datum: str, places: Places
) -> None:
    points, codes = true_points(places, np.random.default_rng(7), 600)
    ruling = rule_datum(places, "城管.csv", declared, table(shifted(points, datum), codes, declared))
    same = declared.replace("CGCS2000", "WGS84") == datum.replace("CGCS2000", "WGS84")
    assert (ruling.fault is None) == same and ruling.datum == declared
    if ruling.fault is not None:
        assert ruling.fault.rule == "datum_mismatch" and ruling.fault.value == declared


def test_columns_that_changed_places_are_told(places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(8), 400)
    ruling = rule_datum(places, "公安.xlsx", "WGS84", table(points[:, ::-1], codes, "WGS84"))
    assert [p.rule for p in ruling.notes] == ["axes_exchanged"] and ruling.notes[0].level == "warning"


@given(more=st.integers(0, 400), less=st.integers(0, 400))
def test_the_chance_of_an_uneven_split_is_a_probability_and_even_to_both_sides(more: int, less: int) -> None:
    assert 0 < sign_test(more, less) <= 1
    assert sign_test(more, less) == sign_test(less, more)


def test_the_chance_of_ten_heads_in_a_row_is_known() -> None:
    assert sign_test(10, 0) == pytest.approx(2 / 1024)


@settings(max_examples=60)
@given(lon=st.floats(73.5, 135.0), lat=st.floats(3.0, 53.5))
def test_conversions_come_back_within_a_metre_wherever_the_land_lies(lon: float, lat: float) -> None:
    start = np.array([[lon, lat]])
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        for first, second in ((there, back), (back, there)):
            x, y = second(*first(start[:, 0], start[:, 1]))
            metres = np.hypot((x - lon) * METRES * np.cos(np.radians(lat)), (y - lat) * METRES)
            assert float(metres[0]) < 1.0


@pytest.mark.parametrize("level", ["county", "street", "community"])
@pytest.mark.parametrize("datum", ["CGCS2000", "GCJ02", "BD09"])
def test_a_layer_of_polygons_tells_its_datum_though_drawn_anew(
    level: str, datum: str, region: Region
) -> None:
    rng = np.random.default_rng(9)
    layer = region.layer(level)
    shapes = layer.geometry.to_numpy()
    corners, inverse = np.unique(shapely.get_coordinates(shapes), axis=0, return_inverse=True)
    drawn = shifted(corners + rng.normal(0, 25 / METRES, corners.shape), datum)
    groups = [str(code)[:6] for code in layer["code"]]
    found = detect_layer(
        shapely.set_coordinates(shapes.copy(), drawn[inverse.ravel()]),
        groups,
        region.counties.geometry.to_numpy(),
    )
    assert found.datum == datum and found.distance_m[datum] < 60


def test_a_layer_of_another_place_tells_nothing(region: Region) -> None:
    shapes = region.counties.geometry.to_numpy()
    moved = shapely.transform(shapes, lambda xy: xy + 0.0257)
    found = detect_layer(moved, list(region.counties["code"]), shapes)
    assert found.datum is None and found.reason and found.reason_en


def test_a_place_that_is_told_again_is_no_further_witness(places: Places) -> None:
    points, codes = true_points(places, np.random.default_rng(10), 150)
    once, thrice = (detect(places, table(np.tile(points, (n, 1)), np.tile(codes, n))) for n in (2, 6))
    assert once.n_points == thrice.n_points == 150 and once == thrice
    few = detect(places, table(np.tile(points[:99], (5, 1)), np.tile(codes[:99], 5)))
    assert (few.datum, few.n_points, few.reason) == (None, 99, "too_few")


def test_a_layer_some_of_whose_units_name_the_wrong_parent_tells_its_datum(region: Region) -> None:
    layer = region.layer("grid")
    groups = [str(code)[:6] for code in layer["code"]]
    spoilt = [
        group if i % 5 else "990102" if group == "990101" else "990101" for i, group in enumerate(groups)
    ]
    shapes = shapely.transform(layer.geometry.to_numpy(), lambda xy: shifted(xy, "GCJ02"))
    assert detect_layer(shapes, spoilt, region.counties.geometry.to_numpy()).datum == "GCJ02"
