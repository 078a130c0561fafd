"""``pages/`` is a folder that Streamlit would serve by itself: nothing is shown past ``app.py``, cold links included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from tests.journeys.conftest import ROOT, Server, serve

FILES = sorted((ROOT / "pages").glob("[!_]*.py"))
STARTS = {
    "make run": ("ui.server",),
    "streamlit run": (
        "streamlit", "run", "app.py", "--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true",
    ),
}  # fmt: skip
# What a page could draw.
KINDS = (
    "html",
    "markdown",
    "text",
    "selectbox",
    "button_group",
    "text_input",
    "bidi_component",
    "component_instance",
    "tab",
)
COLD = {
    "/categories": ".st-key-om-categories",
    "/incidents": ".st-key-om-inc-list",
    "/whistles": ".om-source",
    "/evidence?f=on_time_rate": ".om-source",
    "/unit?u=990101": ".st-key-om-profile-map",
    "/status": ".om-release",
}


@contextmanager
def started(start: str, environment: dict[str, str], folder: Path) -> Iterator[Server]:
    """A server that nobody has asked anything yet."""
    yield from serve(environment, folder / "server.log", *STARTS[start])


def test_pages_are_there_to_be_asked_for() -> None:
    assert [path.stem for path in FILES] == [
        "assessment", "boundary_changes", "case", "categories", "data_gate", "data_status", "evidence",
        "exchange_matrix", "incidents", "one_map", "release_list", "snapshot", "unit_profile", "whistle", "whistles",
    ]  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_a_page_file_run_by_itself_shows_and_reads_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path / "untouched"))
    alone = AppTest.from_file(str(file), default_timeout=60).run()
    assert not alone.exception
    assert [kind for kind in KINDS if alone.get(kind)] == []
    assert not (tmp_path / "untouched").exists()


@pytest.mark.parametrize("start", STARTS)
def test_a_first_request_past_the_application_runs_the_application(
    start: str, browser: Browser, small: dict[str, str], tmp_path: Path
) -> None:
    """Nobody has opened the main page yet: what is shown must come with the bar that app.py draws.

    The browser's console says that there is no such page, and rightly so: no watched page here.
    """
    with started(start, small, tmp_path) as fresh:
        page = browser.new_page()
        page.goto(f"{fresh.url}/data_status")
        expect(page.locator(".st-key-om-bar").first).to_be_visible()
        expect(page.locator(".om-release")).to_have_count(0)
        page.close()


@pytest.mark.parametrize(("start", "address"), list(zip(cycle(STARTS), COLD, strict=False)))
def test_a_link_to_a_page_opens_it_on_a_server_just_started(
    start: str, address: str, page: Page, small: dict[str, str], tmp_path: Path
) -> None:
    with started(start, small, tmp_path) as fresh:
        page.goto(fresh.url + address)
        expect(page.locator(COLD[address]).first).to_be_visible()
        expect(page.locator(".st-key-om-bar").first).to_be_visible()
        page.goto("about:blank")  # before the server goes: a lost connection is an error to a watched page
