"""The interactive briefing opened from a disk: it asks nobody, shows figures under the pointer and walks down."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from export.briefing import html
from tests.conftest import Published
from tests.export.briefing_files import tiny_view
from tests.journeys.conftest import Contexts, Watch


def test_the_page_walks_from_county_to_street_to_community_without_a_network(
    published: Published, contexts: Contexts, tmp_path: Path
) -> None:
    basis, view = tiny_view(published)
    file = tmp_path / "简报 1.html"
    file.write_bytes(html.make(basis, view))
    page = contexts(viewport={"width": 1366, "height": 768}, offline=True).new_page()
    watch, asked = Watch(), list[str]()
    page.on("pageerror", lambda error: watch.faults.append(str(error)))
    page.on(
        "console", lambda said: watch.faults.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    try:
        path, card = page.locator(".path"), page.locator(".card")
        expect(path).to_have_text("西县")
        street = page.locator(".label", has_text="西门街道")
        expect(street).to_be_visible()
        box = street.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x - 3, y - 3)
        page.mouse.move(x, y)
        expect(card).to_contain_text("西门街道")
        row = next(row for row in view.inside.rows if row.cells[0].text == "西门街道")
        expect(card.locator("strong")).to_contain_text(row.cells[2].text)
        page.mouse.click(x, y)
        expect(path).to_have_text("西县›西门街道")
        expect(page.locator(".levels [aria-pressed=true]")).to_have_text("社区（村）")
        expect(page.locator(".label", has_text="东门社区")).to_be_visible()
        page.keyboard.press("Escape")
        expect(path).to_have_text("西县")
        page.locator(".find").fill("大海")
        page.keyboard.press("Enter")
        expect(path).to_have_text("西县›板桥镇")
        page.get_by_role("tab", name="同类").click()
        page.locator("tr[data-code]", has_text="西门街道").click()
        expect(path).to_have_text("西县")
        assert page.locator('[data-cell="headline.received"]').text_content() == view.headline[0].text
    finally:
        page.close()
    assert not watch.faults
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    assert sum(url.startswith("file:") for url in asked) == 1
