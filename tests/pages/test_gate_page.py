"""The gate's page walks a delivery from the file to the release, in both languages, and never loses it on a reload."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import own_process
from data.gate import jobs
from data.gate.deliveries import Delivery, deliveries, delivery
from data.gate.mappings import saved
from data.pointer import read_pointer
from data.publish.candidate import candidate
from data.settings import Settings
from tests.pages.test_pages import opened, words
from tests.views.gate_home import FIRST, SECOND, content, deliver, first_and_second, waiting, waiting_template
from ui.gate import key

__all__ = ["waiting", "waiting_template"]


def point_to(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, path in settings.to_env().items():
        monkeypatch.setenv(name, path)
    return settings


@pytest.fixture
def gate(waiting: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return point_to(waiting, monkeypatch)


@pytest.fixture
def first_day(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home in which nothing has happened yet."""
    return point_to(tiny_settings, monkeypatch)


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(key.ENVIRONMENT, raising=False)
    key._missed.clear()
    yield
    key._missed.clear()


def second(settings: Settings) -> Delivery:
    return first_and_second(settings)[1]


def press(app: AppTest, name: str) -> AppTest:
    app.button(key=name).click()
    app.run()
    assert not app.exception
    return app


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, "") for name, data in files])
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_the_first_day_begins_with_a_place_to_drop_files(first_day: Settings, lang: str, theme: str) -> None:
    app = opened("data_gate", lang=lang, theme=theme)
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown and "om-gate-how-to" in shown
    assert ("还没有报送" if lang == "zh" else "No deliveries yet") in shown
    assert ("还没有发布过数据" if lang == "zh" else "Nothing has been published") in shown


def test_dropped_files_are_a_delivery_that_a_reload_finds_again(first_day: Settings) -> None:
    app = drop(opened("data_gate"), ("城管案卷.csv", content(FIRST)), ("又一份.csv", content(SECOND)))
    (own,) = deliveries(first_day)
    assert app.query_params["delivery"] == own.delivery_id
    assert [file.name for file in own.files] == ["又一份.csv", "城管案卷.csv"]
    app.text_input(key="om_gate_by").set_value("  张三 ").run()
    app.text_input(key="om_gate_note").set_value("十月").run()
    app.button_group(key="om_gate_mode").set_value("replace").run()
    again = opened("data_gate", delivery=own.delivery_id)
    assert not again.exception
    assert (
        again.text_input(key="om_gate_by").value == "张三"
        and again.text_input(key="om_gate_note").value == "十月"
    )
    assert delivery(first_day, own.delivery_id).mode == "replace"
    press(again, "om_gate_remove_0")
    assert [file.name for file in delivery(first_day, own.delivery_id).files] == ["城管案卷.csv"]


def test_of_two_files_by_one_name_none_takes_the_others_place(first_day: Settings) -> None:
    app = drop(opened("data_gate"), ("案件.csv", content(FIRST)), ("案件.csv", content(SECOND)))
    (own,) = deliveries(first_day)
    assert [file.name for file in own.files] == ["案件 (2).csv", "案件.csv"]
    drop(app, ("案件.csv", content(SECOND)))
    assert "已用新放入的文件替换同名文件：案件.csv" in words(app)
    assert len({file.sha256 for file in delivery(first_day, own.delivery_id).files}) == 1


def test_what_lacks_a_required_column_cannot_be_remembered(first_day: Settings) -> None:
    spoilt = content(FIRST).decode("gb18030").replace("案卷状态", "备用").encode("gb18030")
    app = drop(opened("data_gate"), ("城管案卷.csv", spoilt))
    (own,) = deliveries(first_day)
    app = opened("data_gate", delivery=own.delivery_id, step="reading")
    keys = {button.key for button in app.button}
    assert "om_gate_remember_0" not in keys
    assert "案卷状态" in words(app)


def test_going_on_without_a_name_says_so_beside_the_button(first_day: Settings, tmp_path: Path) -> None:
    own = deliver(first_day, tmp_path, FIRST, by="")
    app = press(opened("data_gate", delivery=own.delivery_id), "om_gate_next")
    assert "请填经办人" in words(app) and "step" not in app.query_params
    # Typed, and the button pressed at once: both reach the server in one go.
    app.text_input(key="om_gate_by").set_value("张三")
    press(app, "om_gate_next")
    assert app.query_params["step"] == "reading"


def test_dropping_a_delivery_asks_first_and_leaves_nothing(first_day: Settings, tmp_path: Path) -> None:
    own = deliver(first_day, tmp_path, FIRST)
    app = press(opened("data_gate", delivery=own.delivery_id), "om_gate_discard")
    assert deliveries(first_day), "asked, not done"
    press(app, "om_gate_discard_no")
    press(press(app, "om_gate_discard"), "om_gate_discard_yes")
    assert deliveries(first_day) == () and "delivery" not in app.query_params
    assert "已放弃" in words(app)


def test_files_of_the_servers_folder_are_taken(first_day: Settings) -> None:
    folder = first_day.home / "inbox" / "城管"
    folder.mkdir(parents=True)
    (folder / "案卷.csv").write_bytes(content(FIRST))
    app = press(opened("data_gate"), "om_gate_in_0")
    (own,) = deliveries(first_day)
    assert [file.name for file in own.files] == ["城管/案卷.csv"]
    assert app.query_params["delivery"] == own.delivery_id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_recognised_file_can_be_read_otherwise_and_is_remembered(
    first_day: Settings, tmp_path: Path, lang: str
) -> None:
    own = deliver(first_day, tmp_path, FIRST)
    app = opened("data_gate", delivery=own.delivery_id, step="reading", lang=lang)
    assert not app.exception and "om-gate-is-ready" in words(app)
    press(app, "om_gate_open_0")
    assert "om-gate-matches" in words(app) and "om-gate-preview" in words(app)
    app.selectbox(key="om_gate_datum_0").set_value("GCJ02").run()
    assert delivery(first_day, own.delivery_id).files[0].options.datum == "GCJ02"
    press(app, "om_gate_edit_0")
    field = next(box for box in app.selectbox if box.key == "om_gate_column_0_4")
    field.set_value("").run()
    assert not app.exception
    assert "" in delivery(first_day, own.delivery_id).files[0].options.columns.values()
    press(app, "om_gate_remember_0")
    assert len(saved(first_day).entries) == 1
    press(app, "om_gate_reset_0")
    assert delivery(first_day, own.delivery_id).files[0].options.to_json() == {}
    press(app, "om_gate_forget_0")
    assert saved(first_day).entries == ()


def test_hostile_names_and_cells_reach_no_markup(first_day: Settings, tmp_path: Path) -> None:
    hostile = [{**row, "title": "<script>alert(1)</script>"} for row in FIRST]
    own = deliver(first_day, tmp_path, hostile, name="<img src=x onerror=alert(1)>.csv", note="<b>粗</b>")
    for step in ("files", "reading"):
        app = opened("data_gate", delivery=own.delivery_id, step=step)
        assert not app.exception
        if step == "reading" and "om-gate-matches" not in words(app):
            press(app, "om_gate_open_0")
        shown = words(app)
        assert "<img src=x" not in shown and "<script>alert" not in shown and "<b>粗" not in shown


def test_a_check_runs_by_itself_and_its_result_is_published(first_day: Settings, tmp_path: Path) -> None:
    own = deliver(first_day, tmp_path, FIRST, note="十月")
    app = press(opened("data_gate", delivery=own.delivery_id, step="reading"), "om_gate_check")
    job = jobs.current_job(first_day)
    assert job is not None and job.by == "张三" and "step" not in app.query_params
    if job.is_running:
        assert "om-gate-progress" in words(app) or "om-gate-balance" in words(app)
        own_process._started[first_day.home / jobs.FOLDER / job.job_id].wait(timeout=120)
    app = opened("data_gate", delivery=own.delivery_id)
    assert "om-gate-balance" in words(app) and app.text_area(key="om_gate_why").value == "十月"
    press(press(app, "om_gate_publish"), "om_gate_publish_yes")
    assert read_pointer(first_day.home) is not None
    assert "om-gate-good" in words(app)
    assert delivery(first_day, own.delivery_id).state == "published"


def test_a_check_can_be_stopped_and_the_files_stay(first_day: Settings, tmp_path: Path) -> None:
    own = deliver(first_day, tmp_path, FIRST)
    job = jobs.start(first_day, [own.delivery_id], by="张三")
    app = opened("data_gate", delivery=own.delivery_id)
    press(press(app, "om_gate_cancel"), "om_gate_cancel_yes")
    found = jobs.job(first_day, job.job_id)
    assert found.state == "cancelled" and candidate(first_day) is None
    assert "已停止" in words(app) and app.query_params["step"] == "reading"


def test_the_result_accounts_for_every_row_and_tells_each_problem(gate: Settings) -> None:
    own = second(gate)
    app = opened("data_gate", delivery=own.delivery_id)
    shown = words(app)
    assert f"<b>{len(SECOND)}</b>" in shown and "om-error" not in shown
    rules = words(opened("data_gate", delivery=own.delivery_id, show="problems"))
    assert "required_missing" in rules and "报送部门" in rules
    rows = words(opened("data_gate", delivery=own.delivery_id, show="problems", rule="required_missing"))
    assert "om-gate-problems" in rows and "补填" in rows
    assert not opened(
        "data_gate", delivery=own.delivery_id, show="problems", file="77", rule="x", n="9"
    ).exception


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_would_change_is_told_before_the_publish(gate: Settings, lang: str) -> None:
    own = second(gate)
    app = opened("data_gate", delivery=own.delivery_id, show="changes", lang=lang)
    assert not app.exception
    shown = words(app)
    assert "om-change-sets" in shown and "+1" in shown and "om-change-matrix" in shown
    rows = words(
        opened("data_gate", delivery=own.delivery_id, show="changes", set="incident", kind="changed")
    )
    assert "A0002" in rows and "<s>5</s><b>2</b>" in rows


def test_publishing_asks_who_and_why_and_is_undone_in_a_click(gate: Settings) -> None:
    own, before = second(gate), read_pointer(gate.home)
    app = opened("data_gate", delivery=own.delivery_id)
    app.text_area(key="om_gate_why").set_value("").run()
    press(app, "om_gate_publish")
    assert "请填发布原因" in words(app) and read_pointer(gate.home) == before
    app.text_area(key="om_gate_why").set_value("更正")
    press(press(app, "om_gate_publish"), "om_gate_publish_yes")
    assert read_pointer(gate.home) != before and "om-gate-good" in words(app)
    press(press(app, "om_gate_undo"), "om_gate_undo_yes")
    assert read_pointer(gate.home) == before
    assert "om-gate-gone" in words(app), "the screen says that it was taken back"
    press(app, "om_gate_copy")
    assert app.query_params["delivery"] != own.delivery_id


def test_a_link_to_no_delivery_leads_to_the_beginning(gate: Settings) -> None:
    app = opened("data_gate", delivery="<b>nowhere</b>")
    assert not app.exception
    assert "没有这次报送" in words(app) and "nowhere" not in words(app)
    assert "om-gate-past" in words(app)


def test_nothing_is_written_before_the_passphrase(
    first_day: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key.ENVIRONMENT, "芝麻开门 42")
    own = deliver(first_day, tmp_path, FIRST)
    app = opened("data_gate", delivery=own.delivery_id)
    assert "om-gate-lock" in words(app)
    assert all(
        app.button(key=name).disabled for name in ("om_gate_next", "om_gate_discard", "om_gate_remove_0")
    )
    app.text_input(key="om_gate_key").set_value("wrong").run()
    assert "口令不对" in words(app) and app.button(key="om_gate_next").disabled
    app.text_input(key="om_gate_key").set_value("芝麻开门 42").run()
    assert "om-gate-lock" not in words(app) and not app.button(key="om_gate_next").disabled
    press(app, "om_gate_next")
    assert app.query_params["step"] == "reading"


def test_guessing_the_passphrase_is_slow(first_day: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key.ENVIRONMENT, "right")
    app = opened("data_gate")
    for number in range(key._TRIES):
        app.text_input(key="om_gate_key").set_value(f"wrong {number}").run()
    assert app.text_input(key="om_gate_key").disabled and "一分钟" in words(app)


def test_a_check_that_finds_nothing_usable_says_why_and_what_it_found(
    first_day: Settings, tmp_path: Path
) -> None:
    own = deliver(first_day, tmp_path, [{**FIRST[0], "subclass_name": None}])
    job = jobs.start(first_day, [own.delivery_id], by="张三")
    own_process._started[first_day.home / jobs.FOLDER / job.job_id].wait(timeout=120)
    app = opened("data_gate", delivery=own.delivery_id, lang="en")
    assert not app.exception
    shown = words(app)
    assert "om-error" in shown and "om-gate-balance" in shown
    assert not app.button(key="om_gate_again").disabled
    press(app, "om_gate_back")
    assert app.query_params["step"] == "reading"
