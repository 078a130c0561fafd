"""Another region from nothing: by the command line only, with other levels, four categories, another time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.cli import main
from data.settings import Settings
from export.sheet.check import self_check
from export.sheet.compose import compose
from tests.data.release_tables import rows_of
from tests.second_region import MANAGED, new_region_words, write_material
from views.basis import Basis, current_basis
from views.sheet.request import read_request
from views.sheet.view import sheet_view

APP = str(Path(__file__).resolve().parents[2] / "app.py")
SCREENS = (
    "one_map", "categories", "incidents", "whistles", "assessment", "unit_profile", "data_status", "exchange_matrix",
    "data_gate", "release_list", "boundary_changes", "evidence", "case", "whistle",
)  # fmt: skip
#: What the first region alone may say.
FIRST_REGION = ("曲靖", "Qujing", "麒麟", "5303", "经开区", "一类示范区", "县市区（属地）", "社区（村）")


@dataclass(frozen=True)
class Second:
    """The region, its settings and its release."""

    settings: Settings
    basis: Basis


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Second]:
    root = tmp_path_factory.mktemp("second")
    settings = Settings(root / "home", root / "beiyuan", root / "static")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEMAP_HOME", str(settings.home))
        patch.setenv("ONEMAP_REGION", str(settings.region_dir))
        patch.setenv("ONEMAP_STATIC", str(settings.static_dir))
        assert main(new_region_words(write_material(root / "material"), settings.region_dir)) == 0
        assert (
            main(["demo", "--incidents", "1500", "--until", "2026-06-30", "--out", str(root / "files")]) == 0
        )
        assert main(["publish", str(root / "files")]) == 0
        yield Second(settings, current_basis(settings))


def run_page(name: str) -> None:
    import importlib

    importlib.import_module(f"pages.{name}").page()


def opened(page: str, **params: str) -> str:
    """Everything that a screen says."""
    app = AppTest.from_function(run_page, args=(page,), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    said = [block.proto.body for block in app.get("html")]
    for kind in ("selectbox", "button_group", "radio", "button"):
        for widget in app.get(kind):
            said += [str(getattr(widget, "label", "")), *map(str, getattr(widget, "options", ()))]
    return unescape("\n".join(said))


def asked(page: str, second: Second) -> dict[str, str]:
    """What a screen wants to know that is about one thing."""
    case, whistle = (
        min(str(row[key]) for row in rows_of(second.basis.release, table))
        for table, key in (("incident", "incident_id"), ("whistle", "whistle_id"))
    )
    return {
        "evidence": {"f": "on_time_rate", "u": MANAGED},
        "case": {"id": case},
        "whistle": {"id": whistle},
        "unit_profile": {"u": MANAGED},
    }.get(page, {})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", SCREENS)
def test_every_screen_shows_the_other_region_and_nothing_of_the_first(
    second: Second, page: str, lang: str
) -> None:
    said = opened(page, lang=lang, **asked(page, second))
    assert "om-error" not in said
    assert [word for word in FIRST_REGION if word in said] == []


@pytest.mark.parametrize("subject", ["indicator", "category", "cases", "hot", "whistles", "assessment"])
def test_its_sheets_know_nothing_of_the_first_region(second: Second, subject: str) -> None:
    request, ignored = read_request({"subject": subject}, second.basis)
    assert ignored == ()
    view = sheet_view(second.basis, request)
    assert self_check(compose(view)) == []
    said = " ".join((view.title, *view.subtitle, *view.sources, *(row.name for row in view.ranking)))
    assert not [word for word in FIRST_REGION if word in said]
    assert f"EPSG:{view.map.crs.removeprefix('EPSG:')}" in said
