import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import RegionError, StateError
from governance.indicators import MEASURES, Rate, parse_registry

REGISTRY_FILE = Path(__file__).parents[2] / "data/regions/qujing/indicators.toml"


def test_tianmen_bulletin_of_december_2016_reproduces_to_two_decimals():
    assert round(Rate(911, 972, 100).value or 0, 2) == 93.72
    assert round(Rate(737, 972, 100).value or 0, 2) == 75.82
    assert round(Rate(902, 956, 100).value or 0, 2) == 94.35
    assert round(Rate(9, 16, 100).value or 0, 2) == 56.25
    assert round(Rate(953, 996, 100).value or 0, 2) == 95.68
    assert round(Rate(43, 996, 100).value or 0, 2) == 4.32


@pytest.mark.parametrize(
    "parts", [(0, 0), (5, 0), (None, 5), (5, None), (float("nan"), 5), (5, float("nan"))]
)
def test_an_empty_or_missing_part_gives_no_value(parts):
    assert Rate(*parts).value is None


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_of_a_whole_stays_within_its_bounds(part, rest):
    value = Rate(part, part + rest, 100).value
    assert value is not None and 0 <= value <= 100


def test_the_registry_of_the_region_is_complete_and_closing_rate_divides_by_due():
    registry = parse_registry(tomllib.loads(REGISTRY_FILE.read_text(encoding="utf-8")))
    assert {"cases_per_10k", "filing_rate", "closing_rate", "on_time_rate", "rework_rate"} <= set(
        registry.ids
    )
    rate = registry["closing_rate"].rate({"closed": 911.0, "due": 972.0, "received": 1054.0})
    assert (rate.numerator, rate.denominator) == (911.0, 972.0)
    with pytest.raises(StateError):
        registry["happiness"]


def test_every_fault_of_a_registry_is_named_at_once():
    bad = {
        "indicator": [
            {"id": "a"},
            *(
                {
                    "id": "b",
                    "numerator": "x",
                    "denominator": "y",
                    "direction": "up",
                    "name": "",
                    "name_en": "",
                    "unit": "",
                    "unit_en": "",
                    "scale": 1,
                    "digits": 0,
                    "period": "",
                    "definition": "",
                    "definition_en": "",
                },
            )
            * 2,
        ]
    }
    with pytest.raises(RegionError) as caught:
        parse_registry(bad)
    for word in ("a: missing", "'x'", "'y'", "b: defined twice"):
        assert word in caught.value.detail


def entry(**changes):
    """A right definition of a rate; `changes` spoil it."""
    return {
        "id": "a", "name": "", "name_en": "", "unit": "%", "unit_en": "%", "numerator": "closed",
        "denominator": "due", "scale": 100, "digits": 2, "direction": "up", "period": "", "definition": "",
        "definition_en": "", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kind": "ratio"}, "kind 'ratio'"),
        ({"kind": "count", "on_map": False}, "a count has no denominator"),
        ({"kind": "count", "denominator": ""}, "on_map = false"),
        ({"kind": "mean", "denominator": ""}, "unknown measure ''"),
        ({"scale": 0}, "scale 0"),
        ({"colour": "red"}, "unknown field colour"),
    ],
)
def test_a_definition_that_contradicts_its_kind_is_refused(changes, word):
    with pytest.raises(RegionError, match=word):
        parse_registry({"indicator": [entry(**changes)]})


def test_a_count_is_its_numerator_and_a_mean_is_scaled():
    registry = region_registry()
    count = registry["received"].rate({"received": 1054.0})
    assert (count.value, count.denominator) == (1054.0, None)
    assert registry["received"].rate({}).value is None
    hours = registry["mean_work_hours"].rate({"work_minutes": 9000.0, "disposed": 20.0})
    assert hours.value == pytest.approx(7.5)


def test_no_raw_count_colours_a_map_and_the_ids_of_saved_links_still_do():
    registry = region_registry()
    assert {i.id for i in registry.indicators if i.is_count}.isdisjoint(registry.map_ids)
    saved = {
        "cases_per_10k", "cases_per_km2", "filing_rate", "closing_rate", "on_time_rate", "rework_rate",
        "satisfaction_rate", "overdue_share", "located_share", "population_density",
    }  # fmt: skip
    assert saved <= set(registry.map_ids)


def test_every_definition_is_complete_in_both_languages():
    for indicator in region_registry().indicators:
        assert all((indicator.name, indicator.name_en, indicator.definition, indicator.definition_en)), (
            indicator.id
        )
        assert all((indicator.period, indicator.period_en, indicator.version, indicator.source)), indicator.id
        # A count is asked for by the name of its measure, on every screen and in every link.
        assert indicator.id not in MEASURES or (indicator.is_count and indicator.numerator == indicator.id)


def test_a_registry_of_an_earlier_release_still_reads():
    registry = parse_registry({"version": "2025", "indicator": [entry()]})
    assert (registry["a"].kind, registry["a"].version, registry["a"].on_map) == ("rate", "2025", True)


def region_registry():
    return parse_registry(tomllib.loads(REGISTRY_FILE.read_text(encoding="utf-8")))
