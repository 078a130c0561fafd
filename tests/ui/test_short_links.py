"""Short links of sheets: straight to the live view, or told what stands in the way; pages of an earlier release."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.snapshots.store import keep_code
from tests.conftest import Published
from ui.short_links import short_target
from views.basis import basis_of
from views.sheet.request import SheetRequest, canonical, code_of, read_request

APP = str(Path(__file__).resolve().parents[2] / "app.py")
EARLIER = "20250101T000000Z"


@pytest.fixture(scope="module")
def home(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two releases: the published one, and an earlier one that differs in its name alone."""
    settings = replace(published.settings, home=tmp_path_factory.mktemp("short") / "home")
    (settings.home / "releases").mkdir(parents=True)
    for name in ("current.json", f"releases/{published.release.path.name}"):
        os.link(published.settings.home / name, settings.home / name)
    earlier = settings.home / "releases" / f"release-{EARLIER}.duckdb"
    earlier.write_bytes(published.release.path.read_bytes())
    with duckdb.connect(str(earlier)) as instance:
        instance.execute("update release_info set value = ? where key = 'release_id'", [EARLIER])
    return settings


@pytest.fixture(autouse=True)
def environment(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home.to_env().items():
        monkeypatch.setenv(name, value)


def kept(home: Settings, release_id: str = "", **params: str) -> tuple[str, SheetRequest]:
    """A sheet of the current release, or said to be of another one."""
    current = home.home / "releases"
    known = release_id or next(p.stem.split("-")[1] for p in current.iterdir() if EARLIER not in p.name)
    there = (current / f"release-{known}.duckdb").is_file()
    request, _ = read_request(params, basis_of(known if there else EARLIER, home))
    request = replace(request, release_id=known)
    keep_code(home, code_of(request), canonical(request))
    return code_of(request), request


def opened(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(block.proto.body for block in app.get("html"))


def test_a_code_leads_to_the_same_view_live(home: Settings) -> None:
    code, _ = kept(home, subject="cases", u="990101", p="2026-05", k="event")
    target = short_target(urlencode({"s": code.lower(), "theme": "dark", "x": "1"}).encode(), "/base")
    assert target is not None and target.startswith("/base/incidents?")
    params = dict(parse_qsl(target.partition("?")[2]))
    assert params == {
        "m": "zone",
        "u": "990101",
        "l": "street",
        "p": "2026-05",
        "k": "event",
        "theme": "dark",
        "sheet": code,
    }
    code, _ = kept(home, u="990101", lang="en")
    target = short_target(f"s={code}".encode())
    assert target is not None and target.startswith("/?") and "lang=en" in target


def test_the_live_view_names_the_sheet_that_led_there_and_leads_to_it(home: Settings) -> None:
    code, _ = kept(home, u="990101")
    shown = words(opened(u="990101", sheet=code))
    assert "om-from-sheet" in shown and f"{code[:5]} {code[5:]}" in shown and f"snapshot?code={code}" in shown
    assert "om-from-sheet" not in words(opened(u="990101", sheet="<b>nothing"))


def test_a_sheet_of_an_earlier_release_leads_to_that_release(home: Settings) -> None:
    code, _ = kept(home, EARLIER, subject="whistles")
    target = short_target(f"s={code}".encode())
    assert target is not None and dict(parse_qsl(target.partition("?")[2]))["release"] == EARLIER


@pytest.mark.parametrize("query", [b"", b"s=", b"s=what", b"s=0123456789", b"u=1", b"s=%00%ff"])
def test_what_leads_nowhere_is_left_to_the_page(query: bytes) -> None:
    assert short_target(query) is None


def test_the_page_leads_on_what_the_server_did_not(home: Settings) -> None:
    code, _ = kept(home, u="990101")
    shown = words(opened(s=code))
    assert "location.replace" in shown and "u=990101" in shown and "om-error" not in shown


def test_an_unknown_code_is_told_with_those_like_it(home: Settings) -> None:
    code, _ = kept(home)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    shown = words(opened(s=wrong))
    assert "om-error" in shown and code in shown and "om-figures" not in shown


def test_a_release_that_is_gone_is_named_and_the_nearest_offered(home: Settings) -> None:
    code, _ = kept(home, "20240101T000000Z", u="990101")
    assert short_target(f"s={code}".encode()) is None
    shown = words(opened(s=code))
    assert "20240101T000000Z" in shown and EARLIER in shown
    assert shown.count(f"release={EARLIER}") == 2, "the view and the sheet of the nearest"


def test_a_page_of_an_earlier_release_says_so_and_leads_back(home: Settings) -> None:
    app = opened(release=EARLIER, u="990101")
    assert not app.exception
    shown = words(app)
    assert "om-earlier" in shown and f"release={EARLIER}" in shown, "links stay with the release"
    back = shown[shown.index("om-earlier") :].partition('href="?')[2].partition('"')[0]
    assert dict(parse_qsl(back)) == {"u": "990101"}
    assert "om-earlier" not in words(opened(u="990101"))


@pytest.mark.parametrize("release", ["20230101T000000Z", "../../x", "a" * 300])
def test_a_release_that_never_was_is_an_error_with_a_way_out(home: Settings, release: str) -> None:
    app = opened(release=release)
    assert not app.exception
    assert "om-error" in words(app) and "om-earlier" in words(app)
