"""The message of a rerun: small, complete, and never a shape."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.array_codec import Packed, unpack_classes, unpack_numbers
from geo.folium_layers import script_json
from ui.map.message import map_message
from views.map_layer import MapLayer

N = 12_000
HOSTILE = "<b onmouseover=alert(1)>x</b>"


def layer(n: int = N, seed: int = 1) -> MapLayer:
    rng = np.random.default_rng(seed)
    return MapLayer(
        geometry_hash="0123456789ab",
        level="grid",
        membership="zone",
        classes=rng.integers(-1, 5, n).astype(np.int8),
        numerators=rng.poisson(rng.gamma(1.2, 10, n)).astype(np.float64),
        denominators=rng.poisson(480, n).astype(np.float64),
        n_classes=5,
        scale=10_000,
        digits=1,
        indicator_name="万人受理量",
        numerator_name="受理",
        denominator_name="常住人口",
        unit="件/万人",
        scope_level="city",
        scope_code="530300",
        scope_bounds=(102.7, 24.3, 105.0, 27.1),
        schematic=True,
    )


def message(of: MapLayer, static_dir: Path, **changes: object) -> dict[str, object]:
    given: dict[str, object] = {
        "theme": "light", "lang": "zh", "source": "", "categories": {"1": "一类示范区"}, "padding": (28, 28, 48, 28),
    }  # fmt: skip
    return map_message(of, static_dir=static_dir, **(given | changes))  # type: ignore[arg-type]


def publish(static_dir: Path, of: MapLayer) -> None:
    """A geometry file that carries the layer's denominators as population."""
    folder = static_dir / "geometry" / of.geometry_hash
    folder.mkdir(parents=True)
    units = [{"properties": {"population": int(people), "name": HOSTILE}} for people in of.denominators]
    content = json.dumps({"objects": {"units": {"geometries": units}}}).encode()
    (folder / f"{of.level}.topo.json.gz").write_bytes(gzip.compress(content))


def test_twelve_thousand_grids_with_counts_below_and_above_stay_below_30_kb(tmp_path: Path) -> None:
    busy = replace(layer(), denominators=np.random.default_rng(2).poisson(15, N).astype(np.float64))
    assert len(script_json(message(busy, tmp_path))) <= 30_000


def test_a_denominator_that_the_geometry_carries_is_named_not_sent(tmp_path: Path) -> None:
    known = layer()
    publish(tmp_path, known)
    sent = message(known, tmp_path)
    assert sent["den"] == ("unit", "population")
    assert len(script_json(sent)) <= 22_000


def test_a_numerator_that_the_geometry_carries_is_named_not_sent(tmp_path: Path) -> None:
    people = layer()
    density = replace(people, numerators=people.denominators, denominators=np.full(N, 2.5))
    publish(tmp_path, people)
    assert message(density, tmp_path)["num"] == ("unit", "population")


def test_a_denominator_that_differs_from_the_geometry_is_sent(tmp_path: Path) -> None:
    known = layer()
    publish(tmp_path, known)
    other = known.denominators.copy()
    other[7] += 1
    sent = message(replace(known, denominators=other), tmp_path)
    np.testing.assert_array_equal(unpack_numbers(packed(sent, "den"), N), other)


def test_classes_and_figures_arrive_as_they_were(tmp_path: Path) -> None:
    given = layer()
    sent = message(given, tmp_path)
    np.testing.assert_array_equal(unpack_classes(packed(sent, "cls")), given.classes)
    np.testing.assert_array_equal(unpack_numbers(packed(sent, "num"), N), given.numerators)


def test_classes_that_follow_from_the_figures_travel_as_their_starts(tmp_path: Path) -> None:
    given = layer()
    publish(tmp_path, given)
    rates = given.numerators / np.where(given.denominators > 0, given.denominators, np.nan)
    starts = np.nanquantile(rates, [0, 0.2, 0.4, 0.6, 0.8])
    classes = np.where(np.isnan(rates), -1, np.searchsorted(starts, rates, side="right") - 1).astype(np.int8)
    sent = message(replace(given, classes=classes), tmp_path)
    form, begins, outside = sent["cls"]  # type: ignore[misc]
    assert (form, outside) == ("starts", "")
    assert begins == [rates[classes == step].min() for step in range(5)]
    assert len(script_json(sent)) < 20_000


def test_classes_that_do_not_follow_from_the_figures_travel_one_by_one(tmp_path: Path) -> None:
    assert packed(message(layer(), tmp_path), "cls")[0] == "i8"


def test_figures_of_units_outside_the_view_do_not_travel(tmp_path: Path) -> None:
    classes = np.full(N, -2, np.int8)
    classes[:3] = 1
    sent = message(replace(layer(), classes=classes), tmp_path)
    assert np.isnan(unpack_numbers(packed(sent, "num"), N)[3:]).all()
    assert len(script_json(sent)) < 4_000


@pytest.mark.parametrize("field", ["indicator_name", "numerator_name", "unit", "scope_code"])
def test_hostile_text_is_no_markup_in_the_message(tmp_path: Path, field: str) -> None:
    of = replace(layer(10), **{field: HOSTILE})
    text = script_json(message(of, tmp_path, source=HOSTILE, categories={"1": HOSTILE}))
    assert "<" not in text and ">" not in text


def test_names_of_units_never_travel(tmp_path: Path) -> None:
    known = layer(10)
    publish(tmp_path, known)
    assert "onmouseover" not in script_json(message(known, tmp_path))


def test_both_languages_and_both_settings_give_the_same_figures(tmp_path: Path) -> None:
    given = layer(50)
    first = message(given, tmp_path)
    second = message(given, tmp_path, theme="dark", lang="en")
    assert {key for key in first if first[key] != second[key]} == {"theme", "text", "lang"}


def packed(sent: dict[str, object], name: str) -> Packed:
    value = sent[name]
    assert isinstance(value, tuple)
    return value
