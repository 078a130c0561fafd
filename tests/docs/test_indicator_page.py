"""The page of definitions is the registry's own."""

from __future__ import annotations

from data.definitions import parse_definitions, read_definition_texts
from scripts.derive_indicator_docs import PAGE, REGION, renewed


def test_the_page_of_definitions_is_the_registrys_own() -> None:
    page = PAGE.read_text("utf-8")
    assert page == renewed(page), "run `make docs`"


def test_every_indicator_and_every_line_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    definitions = parse_definitions(read_definition_texts(REGION))
    assert all(f"`{i.id}`" in page and i.definition in page for i in definitions.indicators.indicators)
    assert definitions.assessment is not None
    assert page.count("| 权重 weight |") == len(definitions.assessment.schemes)
