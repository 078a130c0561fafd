"""Definitions travel with the release: the assessment too, and a release from before it still opens."""

from __future__ import annotations

from data.definitions import DEFINITION_FILES, parse_definitions, read_definition_texts
from data.reads import release_info
from tests.conftest import Published


def texts(published: Published) -> dict[str, str]:
    info = release_info(published.release)
    return {name: info[key] for name in DEFINITION_FILES if (key := f"definitions/{name}") in info}


def test_a_release_carries_the_assessment_it_was_published_with(published: Published) -> None:
    stored = texts(published)
    assert (
        stored["assessment.toml"] == read_definition_texts(published.settings.region_dir)["assessment.toml"]
    )
    known = parse_definitions(stored).assessment
    assert known is not None and {scheme.category for scheme in known.schemes} == {"1", "2"}


def test_a_release_from_before_the_assessment_still_opens(published: Published) -> None:
    stored = texts(published)
    del stored["assessment.toml"]
    assert parse_definitions(stored).assessment is None
