"""The screen of cases and the page of one case, run without a browser."""

from __future__ import annotations

import pytest

from tests.conftest import Published
from tests.pages.test_pages import home, opened, words
from views.basis import current_basis

__all__ = ["home"]


def case_like(home: Published, condition: str) -> str:
    frame = home.release.frame(
        "case_page",
        scope_level="city", scope_code=None, axis="received", month_from=0, month_to=120_000, classes=None,
        subclass=None, sender=None, way=None, states=None, day=None, words=None, sort="received", sign=-1,
        values=[], flip=1, limit=3_000, offset=0,
    )  # fmt: skip
    return str(frame.query(condition)["incident_id"].iloc[0])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", ["incidents", "case"])
def test_the_pages_run_in_every_language_and_theme(home: Published, page: str, lang: str, theme: str) -> None:
    code = case_like(home, "state == 'closed'")
    app = opened(page, lang=lang, theme=theme, **({"id": code} if page == "case" else {}))
    assert not app.exception
    assert "om-error" not in words(app)
    assert home.release.release_id in words(app)


@pytest.mark.parametrize(
    "condition",
    [
        "state == 'void'",
        "is_overdue",
        "placed_by == 'none'",
        "placed_by == 'code'",
        "rework_count > 0",
        "is_open",
    ],
)
def test_a_case_of_every_sort_has_its_page(home: Published, condition: str) -> None:
    code = case_like(home, condition)
    app = opened("case", id=code, lang="en")
    assert not app.exception
    assert "om-error" not in words(app)
    assert "om-steps" in words(app)
    assert code.partition(":")[2] in words(app)


@pytest.mark.parametrize("code", ["nobody:1", "", "<script>alert(1)</script>"])
def test_a_case_that_is_not_there_is_said_with_a_way_out(home: Published, code: str) -> None:
    app = opened("case", id=code)
    assert not app.exception
    assert "om-nothing" in words(app)
    assert "om-way-back" in words(app)
    assert "<script>" not in words(app)


def test_a_filter_in_the_link_is_in_the_controls_and_on_chips(home: Published) -> None:
    app = opened("incidents", k="E01", s="closed", d="chengguan", q="小区")
    assert not app.exception
    assert app.selectbox(key="om_case_state").value == "closed"
    assert app.selectbox(key="om_case_department").value == "chengguan"
    assert app.text_input(key="om_case_text").value == "小区"
    for name in ("k", "s", "d", "q", "all"):
        assert app.button(key=f"om_chip_{name}")


def test_controls_and_chips_write_the_address(home: Published) -> None:
    app = opened("incidents", p=str(current_basis(home.settings).available))
    app.selectbox(key="om_case_state").set_value("overdue").run()
    assert app.query_params["s"] == "overdue"
    app.selectbox(key="om_case_department").set_value("gongan").run()
    app.text_input(key="om_case_text").set_value(" 群众 ").run()
    assert (app.query_params["d"], app.query_params["q"]) == ("gongan", "群众")
    app.button_group(key="om_membership").set_value("county").run()
    assert not app.exception
    assert (app.query_params["m"], app.query_params["s"]) == ("county", "overdue"), "the filter stays"
    app.button(key="om_chip_s").click().run()
    assert "s" not in app.query_params
    app.button(key="om_chip_all").click().run()
    assert {"d", "q"}.isdisjoint(app.query_params)
    assert app.query_params["m"] == "county"
    assert not app.exception


def test_a_choice_that_nothing_fits_says_so_and_leads_out(home: Published) -> None:
    app = opened("incidents", q="没有这样的案件")
    assert not app.exception
    assert "om-nothing" in words(app)
    app.button(key="om_nothing_clear").click().run()
    assert "q" not in app.query_params
    assert "om-nothing" not in words(app)


def test_what_a_link_asks_in_vain_is_named(home: Published) -> None:
    app = opened("incidents", k="<b>", s="asleep", o="handler", n="-1")
    assert not app.exception
    assert "om-notice" in words(app)
    assert "<b>" not in words(app).split("om-notice")[1][:200]


def test_a_day_outside_a_new_period_is_let_go(home: Published) -> None:
    available = current_basis(home.settings).available
    day = current_basis(home.settings).provenance.data_from
    app = opened("incidents", p=str(available), day=day.isoformat())
    assert app.button(key="om_chip_day")
    app.query_params["p"] = str(type(available)(available.last, available.last))
    app.run()
    assert not app.exception
    assert "day" not in app.query_params
