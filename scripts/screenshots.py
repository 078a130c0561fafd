"""Take the documentation's pictures of the running product: ``python -m scripts.screenshots [--url URL]``.

Without a URL a server is started on a free port with the current release. Chromium must be installed
(``make test`` does it).
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from data.gate.deliveries import deliveries
from data.settings import ROOT, Settings
from export.sheet.export import export_sheet
from governance.errors import OneMapError
from views.basis import current_basis
from views.sheet.request import read_request

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# name → (path with its query, width, height); {delivery} and {proposal}: the latest ones.
SHOTS = {
    "one_map": ("/?lang=zh", 1920, 1080),
    "one_map_dark": ("/?theme=dark&l=community", 1920, 1080),
    "categories": ("/categories?lang=zh", 1920, 1080),
    "incidents": ("/incidents?lang=zh", 1920, 1400),
    "case": ("/case?id=chengguan:CG20260904060526", 1920, 1080),
    "whistles": ("/whistles?theme=dark", 1920, 1080),
    "whistle": ("/whistle?id=dangjian:SB2024120500031", 1920, 1000),
    "assessment": ("/assessment?lang=zh", 1920, 1080),
    "evidence": ("/evidence?f=on_time_rate&u=530381", 1920, 1080),
    "unit": ("/unit?u=530381", 1920, 1200),
    "snapshot": ("/snapshot?lang=zh", 1920, 1080),
    "status": ("/status?lang=zh", 1920, 1080),
    "exchange": ("/exchange?lang=zh", 1920, 1080),
    "gate": ("/gate?delivery={delivery}", 1920, 1080),
    "releases": ("/releases?lang=zh", 1920, 1080),
    "boundaries": ("/boundaries?of={proposal}", 1920, 1200),
}
# name → choices of a sheet, as its screen's address holds them, and the width that it is brought down to.
SHEETS = {"sheet_county": ({"u": "530326", "l": "community", "size": "A3"}, 1200)}
MAPS = ", ".join(f".st-key-om-{name}" for name in ("map", "profile-map", "inc-map", "case-map", "wh-map"))
# A map of cases is painted once its cases are drawn.
_PAINTED = """() => [...document.querySelectorAll("iframe")].some((frame) => {
  const { onemap } = frame.contentWindow ?? {};
  const asked = onemap?.state?.update?.cases;
  return onemap?.state?.painted > 0 && (!asked?.frames || onemap.cases.mine.drawn > 0);
})"""


@contextmanager
def served() -> Iterator[str]:
    """A server of the current release on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "ui.server"], cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_ready(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_ready(address: str, seconds: float = 60) -> None:
    """Return once the server is warm; OneMapError when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/api/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    raise OneMapError("服务未就绪 Server not ready", address, "查看输出 see its output")


def take(browser: Browser, address: str, target: Path, width: int, height: int) -> None:
    """One picture, once the map (where there is one) has been painted and nothing runs any more."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    page.wait_for_selector(".om-source", timeout=60_000)
    if page.locator(MAPS).count():
        page.wait_for_function(_PAINTED)
    if page.locator(".stage").count():
        page.wait_for_selector(".stage.laid[data-drawn]:not(.waiting)", timeout=60_000)
    page.wait_for_function("!document.querySelector('[data-test-script-state=running]')")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(600)  # the fade of the map's colours
    page.screenshot(path=target)
    page.close()


def draw_sheet(choices: dict[str, str], target: Path, width: int) -> None:
    """One sheet of the current release, brought down to a width that a page can show."""
    basis = current_basis()
    request, _ = read_request(choices, basis)
    drawn = Image.open(io.BytesIO(export_sheet(basis, request, "png").data))
    drawn.thumbnail((width, width * 2), Image.Resampling.LANCZOS)
    drawn.save(target, optimize=True)


def main(arguments: list[str] | None = None) -> int:
    """Take all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="an address that is served already")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("names", nargs="*", help=f"which pictures (all: {', '.join((*SHOTS, *SHEETS))})")
    options = parser.parse_args(arguments)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise OneMapError("没有 Chromium No Chromium", "", "先运行 run `make test` once")
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (choices, sheet_width) in SHEETS.items():
        if not options.names or name in options.names:
            draw_sheet(choices, options.out / f"{name}.png", sheet_width)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        if options.url:
            _all(browser, options.url, options.out, options.names)
        else:
            with served() as address:
                _all(browser, address, options.out, options.names)
        browser.close()
    return 0


def _all(browser: Browser, address: str, out: Path, names: list[str]) -> None:
    settings = Settings.from_env()
    latest = deliveries(settings)[0].delivery_id
    proposed = sorted((settings.home / "boundaries" / "proposals").glob("p*"))
    found = {"delivery": latest, "proposal": proposed[-1].name if proposed else ""}
    for name, (path, width, height) in SHOTS.items():
        if not names or name in names:
            take(browser, address + path.format_map(found), out / f"{name}.png", width, height)


if __name__ == "__main__":
    sys.exit(main())
