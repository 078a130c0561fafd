"""What a reader of the screens does and sees: the map inside its frame, panels, controls, and the words shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import duckdb
from playwright.sync_api import Frame, Locator, Page, expect

from governance.periods import month_index
from tests.journeys.conftest import Server

CHINESE = re.compile(r"[\u3400-\u9fff]")
FAULTS = ".om-error, [data-testid=stException], [data-testid=stAlert]"

# Kept in the page from its first moment: an error that flashes by for a blink is written down.
_WATCH_FOR_ERRORS = """
(() => {
  if (window !== top) return;
  window.flashed = [];
  new MutationObserver(() => {
    for (const box of document.querySelectorAll("%s")) window.flashed.push(box.textContent);
  }).observe(document, { childList: true, subtree: true });
})();
"""

_HELD = """
() => {
  const { scene } = onemap.state;
  const open = scene.level.units.flatMap((unit, i) => scene.isOpen(i) ? [i] : []);
  return {
    level: scene.level.level, membership: scene.membership, scope: scene.scopeUnit.code, lang: scene.lang,
    indicator: scene.names.indicator, filter: scene.filter, dark: Boolean(scene.theme.dark),
    units: open.map((i) => [
      scene.level.units[i].code, scene.classes[i], scene.valueText(i), scene.numberText(scene.num[i]),
    ]),
  };
}
"""

# A point of the unit that lies well inside it and on the sheet: where a reader would click.
_INSIDE = """
(code) => {
  const { scene, map } = onemap.state;
  const { level } = scene;
  const i = level.index.get(code);
  const at = map.latLngToContainerPoint([level.units[i].lat, level.units[i].lon]);
  return { x: at.x, y: at.y };
}
"""

_STILL = """
() => {
  const { map, update, scene } = onemap.state;
  if (!scene || scene.scopeUnit.code !== update.scopeUnit.code || map._animatingZoom) return false;
  const now = [...Object.values(map.getCenter()), map.getZoom()].join();
  const still = window.lastView === now;
  window.lastView = now;
  return still;
}
"""

VIEW = """
(() => {
  const { map } = onemap.state;
  const { lat, lng } = map.getCenter();
  return [lat.toFixed(6), lng.toFixed(6), map.getZoom().toFixed(4)].join(" ");
})()
"""


def ask(server: Server, question: str) -> list[tuple[Any, ...]]:
    """Answers of the newest release of a server's home."""
    newest = max((server.home / "releases").glob("release-*.duckdb"))
    # Attached, not opened: another test of this process may hold the file open with the product's own settings.
    with duckdb.connect() as connection:
        connection.execute(f"attach '{newest}' as newest (read_only); use newest")
        return connection.execute(question).fetchall()


def last_month(server: Server) -> int:
    """The last month of a server's data, as year * 12 + month - 1."""
    ((day,),) = ask(server, "select cast(value as date) from release_info where key = 'data_to'")
    return month_index(day.year, day.month)


def open_page(page: Page, address: str) -> None:
    """Go to an address; errors that ever show are kept for `nothing_flashed`."""
    page.emulate_media(reduced_motion="reduce")  # Moves of the map end at once: nothing to wait for.
    page.add_init_script(_WATCH_FOR_ERRORS % FAULTS)
    page.goto(address)
    expect(page.locator(".om-source")).to_be_visible()


def at_rest(page: Page) -> None:
    """Wait until the page's script has ended and what it drew is there."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def nothing_flashed(page: Page) -> None:
    """No error box has been on this page for a blink."""
    assert page.evaluate("window.flashed") == []


_PAINTED = """() => {
  const frames = document.querySelectorAll("iframe");
  return frames.length === 1 && frames[0].contentWindow?.onemap?.state?.painted > 0;
}"""


def map_of(page: Page) -> Frame:
    """The map's frame, once it has drawn."""
    # The page may draw its frame anew while it settles: asked of the page, not of a frame that may be gone.
    page.wait_for_function(_PAINTED)
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame
    return frame


def open_map(page: Page, address: str) -> Frame:
    """Go to an address with a map and wait until it has drawn."""
    open_page(page, address)
    return map_of(page)


def held(frame: Frame) -> dict[str, Any]:
    """What the map holds: level, scope, indicator, and every open unit with its class and figures."""
    return cast(dict[str, Any], frame.evaluate(_HELD))


def shows(frame: Frame, **wanted: str | bool) -> None:
    """Wait until the map shows a level, a scope, an indicator, a language …"""
    where = {
        "level": "scene.level.level",
        "scope": "scene.scopeUnit.code",
        "membership": "scene.membership",
        "indicator": "scene.names.indicator",
        "lang": "scene.lang",
        "dark": "Boolean(scene.theme.dark)",
        "filter": "scene.filter.join()",
        "selected": "scene.selected",
    }
    script = """([pairs]) => {
      const { scene, update } = onemap.state;
      return scene && scene.hash === update.hash && pairs.every(([path, wanted]) => eval(path) === wanted);
    }"""
    frame.wait_for_function(script, arg=[[[where[name], value] for name, value in wanted.items()]])


def still(frame: Frame) -> None:
    """Wait until the map has come to rest."""
    frame.wait_for_function(_STILL)


def point_of(frame: Frame, code: str) -> dict[str, float]:
    """Where the unit lies in the frame, after the map has come to rest."""
    still(frame)
    return cast(dict[str, float], frame.evaluate(_INSIDE, code))


def click_unit(page: Page, frame: Frame, code: str) -> None:
    """Click into a unit on the map."""
    at = point_of(frame, code)
    page.locator("iframe").click(position={"x": at["x"], "y": at["y"]})


def hover_unit(page: Page, frame: Frame, code: str) -> Locator:
    """Rest the pointer on a unit; the card that opens."""
    at = point_of(frame, code)
    page.locator("iframe").hover(position={"x": at["x"], "y": at["y"]})
    card = frame.locator(".om-card")
    expect(card).to_be_visible()
    return card


def easy_child(frame: Frame) -> str:
    """The open unit that is the largest on the map, hence the easiest to hit."""
    script = """() => {
      const { scene } = onemap.state;
      const open = scene.level.units.filter((_, i) => scene.isOpen(i));
      return open.sort((a, b) => b.area_km2 - a.area_km2 || (a.code < b.code ? -1 : 1))[0].code;
    }"""
    return str(frame.evaluate(script))


def crumbs(page: Page, key: str = "om_crumbs") -> list[str]:
    """Names of the way down to the unit in focus."""
    return page.locator(f".st-key-{key} button").all_inner_texts()


def on_the_way(page: Page, *names: str, key: str = "om_crumbs") -> None:
    """Wait until the way ends with these names."""
    expect(page.locator(f".st-key-{key} button")).to_have_text(list(names))


def figures(page: Page) -> list[str]:
    """The headline figures as they are read."""
    return page.locator(".om-figure").all_text_contents()


def when_changed(read: Callable[[], Any], before: object, page: Page) -> None:
    """Wait until what is read differs from `before`."""
    for _ in range(600):
        if read() != before:
            return
        page.evaluate("() => new Promise(requestAnimationFrame)")
    raise AssertionError(f"still {before}")


def query(page: Page) -> dict[str, str]:
    """The address's parameters."""
    return dict(parse_qsl(urlsplit(page.url).query))


def address_has(page: Page, **wanted: str) -> None:
    """Wait until the address holds exactly these parameters."""
    page.wait_for_url(lambda url: dict(parse_qsl(urlsplit(url).query)) == wanted)


def choose_indicator(page: Page, name: str) -> None:
    """Pick an indicator from its list."""
    page.locator(".st-key-om_indicator [role=combobox], .st-key-om_indicator input").first.click()
    page.get_by_role("option", name=name, exact=True).click()


def press(page: Page, key: str, name: str) -> None:
    """Press one choice of a group of choices."""
    page.locator(f".st-key-{key}").get_by_text(name, exact=True).click()


def press_period(page: Page, name: str) -> None:
    """Press a usual period in the open box of periods."""
    page.locator("[class*=st-key-om_preset]").get_by_text(name, exact=True).click()


def search(page: Page, text: str) -> Locator:
    """Type into the search; the box with what it finds."""
    page.locator(".st-key-om-search input").fill(text)
    return page.locator(".st-key-om-search-results")


# Texts of a page and of the small components inside it, with the nearest marks of what they belong to.
_TEXTS = """
(skip) => {
  const found = [];
  // A component has a tree of its own: what a selector names may lie half outside, half inside it.
  const isSkipped = (element) => {
    if (!skip) return false;
    if (element.closest(skip)) return true;
    const { host } = element.getRootNode();
    if (!host) return false;
    const across = skip.split(",").some((selector) => {
      const words = selector.trim().split(/\\s+/);
      const last = words.pop();
      return element.closest(last) && (!words.length || host.closest(words.join(" ")));
    });
    return across || isSkipped(host);
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (isSkipped(element)) continue;
      if (element.shadowRoot) walk(element.shadowRoot);
      if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
      for (const name of ["title", "aria-label", "placeholder", "alt"]) {
        if (element.getAttribute(name)) found.push(element.getAttribute(name));
      }
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE && node.data.trim()) found.push(node.data.trim());
      }
    }
  };
  walk(document);
  return found;
}
"""


def texts(where: Page | Frame, skip: str = "") -> list[str]:
    """Every text, tooltip and label of a page or frame, but for what lies inside `skip`."""
    return cast(list[str], where.evaluate(_TEXTS, skip))
