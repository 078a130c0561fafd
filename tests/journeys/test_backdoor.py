"""``pages/`` is a folder that Streamlit would serve by itself: a page asked for past ``app.py`` shows nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT, Server, serve

STEMS = sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py"))
# What pages draw: their figures, map, tables, controls.
CONTENT = ", ".join(
    (
        ".om-figure", ".om-legend", ".om-source", ".om-panel", ".st-key-om-map", ".st-key-om-controls",
        "[data-testid=stDataFrame]", "[data-testid=stTable]", "iframe",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def fresh(released: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that nobody has asked anything yet."""
    yield from serve(released, tmp_path_factory.mktemp("fresh") / "server.log", "ui.server")


@pytest.fixture(scope="module")
def plain(released: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same under a plain ``streamlit run app.py``."""
    log = tmp_path_factory.mktemp("plain") / "server.log"
    yield from serve(
        released, log, "streamlit", "run", "app.py", "--server.port={port}", "--server.address=127.0.0.1"
    )


def _shows_nothing(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(page.locator(CONTENT)).to_have_count(0)


@pytest.mark.parametrize("stem", STEMS)
def test_a_page_asked_for_past_the_application_shows_nothing(page: Page, fresh: Server, stem: str) -> None:
    _shows_nothing(page, f"{fresh.url}/{stem}")


@pytest.mark.parametrize("stem", STEMS)
def test_nor_under_a_plain_streamlit_run(page: Page, plain: Server, stem: str) -> None:
    _shows_nothing(page, f"{plain.url}/{stem}")


def test_pages_are_there_to_be_asked_for() -> None:
    assert STEMS == ["categories", "data_status", "one_map", "unit_profile"]
