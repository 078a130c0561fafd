"""The assessment page: runs in every language and theme, opens a unit, keeps its choices in the address."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Published
from tests.pages.test_pages import opened, words
from views.assessment.detail import detail_view
from views.assessment.scores import assessment_view
from views.basis import current_basis
from views.state import default_state, focus


@pytest.fixture
def home(published: Published, monkeypatch: pytest.MonkeyPatch) -> Published:
    monkeypatch.setenv("ONEMAP_HOME", str(published.settings.home))
    monkeypatch.setenv("ONEMAP_REGION", str(published.settings.region_dir))
    monkeypatch.setenv("ONEMAP_STATIC", str(published.settings.static_dir))
    return published


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"theme": "dark"},
        {"m": "county"},
        {"l": "community"},
        {"u": "990101001"},
        {"u": "990101100200", "p": "2024-08"},
        {"l": "street", "p": "2024-07"},
    ],
)
def test_the_page_runs_and_shows_every_category_and_one_score(
    home: Published,
    lang: str,
    params: dict[str, str],
) -> None:
    app = opened("assessment", lang=lang, **params)
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown and home.release.release_id in shown
    assert shown.count("om-assess-scheme") == 2
    assert shown.count('class="om-funnel"') == 6 and shown.count("om-line-what") == 6


def test_the_score_on_the_screen_is_that_of_the_view_with_its_parts(home: Published) -> None:
    basis = current_basis(home.settings)
    state = focus(default_state(basis), "990102", basis)
    assert state is not None
    chosen = assessment_view(basis, state, "zh").chosen
    assert chosen is not None
    detail = detail_view(basis, state, chosen, "month", "zh")
    assert detail is not None and detail.unit.total is not None
    shown = words(opened("assessment", u="990102"))
    assert f"<b>{detail.unit.total:.1f}</b>" in shown
    for line in detail.lines:
        assert f"{line.figure.denominator_name} {line.figure.denominator:,.0f}" in shown


def test_every_value_of_a_line_leads_to_what_stands_behind_it(home: Published) -> None:
    shown = words(opened("assessment", u="990102"))
    links = re.findall(r'href="(evidence\?[^"]+)"', shown)
    figures = {re.search(r"f=(\w+)", link)[1] for link in links}  # type: ignore[index]
    assert {"response_rate", "solve_rate", "closing_rate"} <= figures
    assert all("u=990102" in link for link in links)
    assert any("part=numerator" in link for link in links) and any("part=all" in link for link in links)


def test_choices_are_written_into_the_address(home: Published) -> None:
    app = opened("assessment", u="990102")
    app.button_group(key="om_score_by").set_value("quarter").run()
    assert app.query_params["by"] == "quarter" and app.query_params["u"] == "990102"
    app.button_group(key="om_assessed").set_value("community").run()
    assert not app.exception
    assert app.query_params["l"] == "community" and "u" not in app.query_params
    assert app.query_params["by"] == "quarter", "another level keeps the step of the trend"


def test_a_made_up_step_shows_months(home: Published) -> None:
    app: AppTest = opened("assessment", by="<b>century</b>")
    assert not app.exception and "century" not in words(app)


def test_a_street_split_between_categories_says_why_it_has_no_score(home: Published) -> None:
    shown = words(opened("assessment", u="990102001", m="county"))
    assert "om-error" not in shown and "om-score-value" not in shown
    assert "分属不同类别" in shown
