"""A server as ``make run`` starts it, with a small release of its own, and a browser that may talk to nobody else."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.conftest import Published

ROOT = Path(__file__).resolve().parents[2]
INCIDENTS = 4_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_S = 60
HERE = "127.0.0.1"  # every server of the journeys listens here, and nothing may ask anywhere else
# Under a plain `streamlit run`, Streamlit looks for its server below the address of the page first.
_PROBE = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


expect.set_options(timeout=PATIENCE_S * 1000 / 2)


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and the folder of its releases."""

    url: str
    home: Path
    environment: dict[str, str] = field(repr=False, default_factory=dict)

    def get(self, path: str) -> str:
        """Text of an address of this server."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE_S) as answer:
            return str(answer.read().decode("utf-8"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def run(*arguments: str, environment: dict[str, str]) -> None:
    """Run a module of the product to its end; the test fails with its words when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}"


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment of a home with one small demo release in it; all workers of a run share the one that the first made."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "onemap"
    environment = {
        **os.environ,
        "ONEMAP_HOME": str(folder / "home"),
        "ONEMAP_STATIC": str(folder / "static"),
    }
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            files = str(folder / "files")
            run("data", "demo", "--out", files, "--incidents", str(INCIDENTS), environment=environment)
            run("data", "publish", files, environment=environment)
            (folder / "made").touch()
    return environment


@pytest.fixture(scope="session")
def small(published: Published, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment of a home of the tiny region: its server starts in a third of the time."""
    home = tmp_path_factory.mktemp("small") / "home"
    shutil.copytree(published.settings.home, home)
    return {**os.environ, **published.settings.to_env(), "ONEMAP_HOME": str(home)}


def serve(environment: dict[str, str], log: Path, *command: str) -> Iterator[Server]:
    """Start a server, wait until it is healthy, stop it afterwards.

    Parameters
    ----------
    command
        What to start after ``python -m``; ``{port}`` is filled in.
    """
    port = _free_port()
    environment = {**environment, "HOST": HERE, "PORT": str(port)}
    arguments = [part.format(port=port) for part in command]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    server = Server(f"http://{HERE}:{port}", Path(environment["ONEMAP_HOME"]), environment)
    try:
        _await_health(server, process, log)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _await_health(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            # A server that ends by itself ends the waiting; one that starts is asked again after a moment.
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if _is_healthy(server):
                return
        else:
            pytest.fail(f"the server ended: {log.read_text('utf-8')}")
    pytest.fail(f"the server did not become healthy: {log.read_text('utf-8')}")


def _is_healthy(server: Server) -> bool:
    try:
        return server.get("/_stcore/health") == "ok"
    except (URLError, ConnectionError):
        return False


@pytest.fixture(scope="session")
def server(released: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that ``make run`` starts."""
    yield from serve(released, tmp_path_factory.mktemp("log") / "server.log", "ui.server")


# Of this package, not of the session: while the driver lives, no later test could run an event loop of its own.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


def chromium_path() -> str:
    """Path of the browser; the test fails where there is none."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        if name and (path := shutil.which(name)):
            return path
    pytest.fail("no Chromium: `make test` installs one on Debian, CHROMIUM=/path names one elsewhere")


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all journeys."""
    started = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    yield started
    started.close()


@dataclass
class Watch:
    """What a page must not do: ask another host, report an error."""

    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to everything that `page` does from now on."""
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", self._said)
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _PROBE.search(message.location.get("url", "")):
            self.faults.append(f"console: {message.text}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400 and not _PROBE.search(url):
            self.faults.append(f"{status}: {url}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != HERE:
            self.faults.append(f"left the machine: {url}")


Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[Contexts]:
    """Browser contexts by their settings, kept from test to test: scripts once fetched and compiled serve the next one.

    Whoever takes a page of one hands it back to :func:`leave`.
    """
    kept: dict[str, BrowserContext] = {}

    def get(**settings: Any) -> BrowserContext:
        key = repr(sorted(settings.items()))
        if key not in kept:
            kept[key] = browser.new_context(**settings)
            kept[key].set_default_timeout(PATIENCE_S * 1000 / 2)
        return kept[key]

    yield get
    for context in kept.values():
        context.close()


def leave(page: Page, origin: str) -> None:
    """Close a page and all that it opened; of what it stored nothing stays."""
    context = page.context
    wiped = context.new_page()
    for other in context.pages:
        if other is not wiped:
            other.close()
    context.new_cdp_session(wiped).send(
        "Storage.clearDataForOrigin",
        {"origin": origin, "storageTypes": "cookies,local_storage,session_storage,indexeddb"},
    )
    wiped.close()


@pytest.fixture
def page(contexts: Contexts, server: Server) -> Iterator[Page]:
    """A fresh page of 1366×768; the test fails when it asked another host or reported an error."""
    watch = Watch()
    opened = contexts(viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=server.url).new_page()
    watch.follow(opened)
    yield opened
    leave(opened, server.url)
    assert watch.faults == []
