"""The interactive page: every figure under its id, nothing asked of the outside, nothing run of what people wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from export.briefing import html
from export.briefing.trend import axis
from governance.errors import ExportError
from tests.conftest import Published
from tests.export.briefing_files import tiny_view
from views.basis import Basis
from views.briefing.model import BriefingView, cells

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% x %}'\""
_ADDRESS = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:|#)([^"')\s>]+)""")


class Page(HTMLParser):
    """Text under every `data-cell`, and the names of all elements."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.cells: dict[str, str] = {}
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "input", "rect", "path", "circle", "br", "img"):
            self._open.append(dict(attrs).get("data-cell") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "input", "rect", "path", "circle", "br", "img"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]:
            self.cells[self._open[-1]] = self.cells.get(self._open[-1], "") + data


@pytest.fixture(scope="module")
def briefed(published: Published) -> tuple[Basis, BriefingView]:
    return tiny_view(published)


@pytest.fixture(scope="module")
def made(briefed: tuple[Basis, BriefingView]) -> bytes:
    return html.make(*briefed)


def test_every_figure_stands_under_its_id(briefed: tuple[Basis, BriefingView], made: bytes) -> None:
    assert Page(made).cells == dict(cells(briefed[1]))


def test_the_same_briefing_gives_the_same_page(briefed: tuple[Basis, BriefingView], made: bytes) -> None:
    assert html.make(*briefed) == made


def test_the_page_asks_nothing_of_the_outside_and_may_not(made: bytes) -> None:
    text = made.decode()
    head = text[: text.index("<script>")]
    assert "default-src 'none'" in head and len(made) < html.MOST_BYTES
    own = re.sub(r"/\* leaflet.*?</script>", "", text, flags=re.DOTALL)
    assert not [found for found in _ADDRESS.findall(own) if "//" in found]
    # The letters of a font in base64 may spell any word.
    assert "cdn" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", own) and "<link" not in text


def test_what_people_wrote_is_text(briefed: tuple[Basis, BriefingView], made: bytes) -> None:
    basis, view = briefed
    rows = tuple(
        replace(row, cells=tuple(replace(c, text=HOSTILE) for c in row.cells))
        for row in view.overdue.rows[:2]
    )
    hostile = replace(view, title=HOSTILE, points=(HOSTILE,), overdue=replace(view.overdue, rows=rows))
    page = Page(html.make(basis, hostile))
    assert page.cells["title"] == page.cells["point.0"] == page.cells["overdue.0.matter"] == HOSTILE
    assert page.tags.count("script") == Page(made).tags.count("script") and "img" not in page.tags


def test_a_page_too_large_to_be_sent_is_an_error(
    briefed: tuple[Basis, BriefingView], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST_BYTES", 1_000)
    with pytest.raises(ExportError) as refused:
        html.make(*briefed)
    assert refused.value.remedy


@pytest.mark.parametrize("highest", [0.0, 1.0, 3.0, 7.0, 96.0, 100.0, 101.0, 664.0, 7_023.0, 250_000.0])
def test_an_axis_has_round_steps_up_to_its_end(highest: float) -> None:
    top, steps = axis(highest)
    assert top >= highest and 1 <= len(steps) <= 4 and steps[-1] <= top
    assert all(step == round(step) and str(int(step)).rstrip("0") in "1234568" for step in steps)
