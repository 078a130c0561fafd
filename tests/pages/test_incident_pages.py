"""The screen of cases and the page of one case, run without a browser."""

from __future__ import annotations

import pandas as pd
import pytest

from data.reads.cases import case_facts
from tests.conftest import Published
from tests.data.release_tables import rows_of
from tests.pages.test_pages import home, opened, words
from ui.text import t
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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_month_ends_are_drawn_and_end_with_what_is_open_now(home: Published, lang: str) -> None:
    available = current_basis(home.settings).available
    app = opened("incidents", lang=lang, p=str(available))
    rows = rows_of(home.release, "rollup_open")
    open_now, late_now = (sum(row[name] for row in rows) for name in ("open", "overdue"))
    said = words(app).split("om-stock-last")[1][:120]
    assert str(open_now) in said and str(late_now) in said
    assert words(app).count('<i style="height:') == available.months
    assert "om-stock-before" not in words(app)
    short = opened("incidents", lang=lang, p=str(type(available)(available.last, available.last)), k="E01")
    assert words(short).count("om-stock-before") == 11
    assert t("past.all_cases", lang) in words(short)  # type: ignore[arg-type]  # a language of the list above


def test_the_state_of_a_case_on_a_day_is_asked_by_the_address_and_by_the_control(home: Published) -> None:
    code = case_like(home, "is_overdue")
    facts = case_facts(home.release, code) or {}
    data_to = current_basis(home.settings).provenance.data_to
    app = opened("case", id=code)
    assert app.date_input(key="om_case_at").value == data_to
    now = words(app).split("om-case-at-line")[1]
    assert t("case_state.overdue", "zh") in now
    received = pd.Timestamp(facts["received_at"], tz="UTC").tz_convert("Asia/Shanghai").date()  # type: ignore[arg-type]
    app.date_input(key="om_case_at").set_value(received).run()
    assert not app.exception
    assert app.query_params["at"] == received.isoformat()
    assert app.query_params["id"] == code
    app.date_input(key="om_case_at").set_value(data_to).run()
    assert "at" not in app.query_params
    again = opened("case", id=code, at=received.isoformat())
    assert again.date_input(key="om_case_at").value == received


@pytest.mark.parametrize("day", ["1999-01-01", "2099-01-01", "<script>", "20"])
def test_a_day_that_cannot_be_is_named_and_the_last_one_shown(home: Published, day: str) -> None:
    app = opened("case", id=case_like(home, "is_open"), at=day)
    assert not app.exception
    assert "om-notice" in words(app)
    assert "<script>" not in words(app)
    assert app.date_input(key="om_case_at").value == current_basis(home.settings).provenance.data_to


def test_a_limit_that_runs_day_and_night_is_told_in_hours_not_in_hours_of_work(home: Published) -> None:
    plain, of_work = (
        words(opened("case", id=case_like(home, f"subclass_name == '{name}' and state == 'closed'")))
        for name in ("机动车乱停放", "占道经营")
    )
    assert "时限 4.0 小时</small>" in plain
    assert "时限 4.0 工作时</small>" in of_work
