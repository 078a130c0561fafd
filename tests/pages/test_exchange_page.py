"""The exchange page, and the marks that every other page carries once what it rests on is late."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from data.datasets import CASE_EVENT, INCIDENT, WHISTLE
from data.reads import recent_incidents
from tests.conftest import Published
from tests.data.release_tables import rows_of
from tests.pages.test_pages import home, opened, words
from ui.text import t
from views.basis import Basis, current_basis
from views.exchange import exchange_view
from views.staleness import feed_states

__all__ = ["home"]

MARK = 'class="om-stale"'
LINE = "om-stale-line"


def looked_at(monkeypatch: pytest.MonkeyPatch, home: Published, *, days: int) -> date:
    """Let so many days pass since the delivery."""
    came = max(state.last_on for state in feed_states(current_basis(home.settings)) if state.last_on)
    day = came + timedelta(days=days)
    monkeypatch.setattr(Basis, "today", property(lambda self: day))
    return day


def parameters(home: Published, page: str) -> dict[str, str]:
    if page == "case":
        (code,) = recent_incidents(home.release, limit=1)["incident_id"]
        return {"id": str(code)}
    if page == "whistle":
        return {"id": str(whistle_of(home))}
    return {"f": "on_time_rate"} if page == "evidence" else {}


def whistle_of(home: Published) -> str:
    return str(rows_of(home.release, "whistle")[0]["whistle_id"])


SCREENS = (
    "one_map", "categories", "incidents", "whistles", "assessment", "unit_profile", "evidence", "case", "whistle",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_runs_in_every_language_and_theme(home: Published, lang: str, theme: str) -> None:
    app = opened("exchange_matrix", lang=lang, theme=theme)
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown
    assert home.release.release_id in shown
    view = exchange_view(current_basis(home.settings))
    assert shown.count("om-ex-cell") == len(view.cells)
    assert f"<b>{view.n_open:,}</b>" in shown


@pytest.mark.parametrize("page", SCREENS)
def test_no_screen_is_marked_while_every_promise_is_kept(
    home: Published, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    looked_at(monkeypatch, home, days=7)
    app = opened(page, **parameters(home, page))
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown
    assert MARK not in shown and LINE not in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", SCREENS)
def test_every_screen_says_since_when_its_figures_are_not_fresh(
    home: Published, monkeypatch: pytest.MonkeyPatch, page: str, lang: str
) -> None:
    day = looked_at(monkeypatch, home, days=40)
    app = opened(page, lang=lang, **parameters(home, page))
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown
    assert MARK in shown and LINE in shown
    on = current_basis(home.settings)
    dues = [state.due_on for state in feed_states(on, day) if state.due_on]
    # The year is said where it is not the reader's own.
    days = [f"{due:%m-%d}" if due.year == day.year else due.isoformat() for due in dues]
    assert any(t("stale.since", lang, day=due) in shown for due in days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "panels"),
    [
        ("one_map", ("om-figures", "om-legend", "om-trend", "om-stale-map")),
        ("unit_profile", ("om-figures", "om-card", "om-trend", "om-stale-map")),
        ("incidents", ("om-figures", "om-stale-map", "om-list-kinds", "om-list-states")),
        (
            "whistles",
            ("om-wh-way", "om-wh-rates", "om-wh-offices", "om-wh-months", "om-wh-joint", "om-stale-map"),
        ),
        ("assessment", ("om-score", "om-lines", "om-funnels-card")),
    ],
)
def test_every_panel_that_rests_on_a_late_feed_carries_the_mark(
    home: Published, monkeypatch: pytest.MonkeyPatch, page: str, panels: tuple[str, ...]
) -> None:
    looked_at(monkeypatch, home, days=40)
    app = opened(page)
    blocks = [block.proto.body for block in app.get("html")]
    for panel in panels:
        drawn = [block for block in blocks if re.search(rf'class="[^"]*{panel}[" ]', block)]
        assert drawn, panel
        assert any(MARK in block for block in drawn), panel


def test_only_what_rests_on_the_late_feed_is_marked(home: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at(monkeypatch, home, days=10)  # The weekly feeds are late, the monthly ones are not.
    of_justice, of_police = words(opened("incidents", d="sifa")), words(opened("incidents", d="gongan"))
    # Open cases at each month's end are those of all departments, whatever is chosen.
    assert of_justice.count(MARK) == 1 and LINE not in of_justice
    assert of_police.count(MARK) > 5 and LINE in of_police
    late = {s.feed.dataset for s in feed_states(current_basis(home.settings)) if s.is_stale}
    assert late == {INCIDENT.name, CASE_EVENT.name, WHISTLE.name}


def test_a_late_feed_stands_first_on_the_list_of_its_department(
    home: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at(monkeypatch, home, days=10)
    shown = words(opened("exchange_matrix", d="gongan"))
    listed = shown[shown.index("om-ex-owes") :]
    assert "公安" in listed and "司法" not in listed
    assert listed.index("社会治安事件") < listed.index(".xlsx")


def test_the_state_of_the_data_says_which_feeds_are_late(
    home: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at(monkeypatch, home, days=10)
    shown = words(opened("data_status"))
    weekly = sum(state.is_stale for state in feed_states(current_basis(home.settings)))
    assert shown.count(t("status.late", "zh")) == weekly > 0


def test_the_rows_to_mend_of_the_department_chosen_can_be_taken_away(home: Published) -> None:
    app = opened("exchange_matrix", d="gongan")
    buttons = "\n".join(button.proto.id for button in app.get("download_button"))
    assert all(key in buttons for key in ("om_ex_csv", "om_ex_xlsx", "om_ex_held"))
    (files,) = [box for box in app.selectbox if str(box.key).startswith("om_ex_held_file")]
    assert files.options and all(option.startswith("公安") for option in files.options)
