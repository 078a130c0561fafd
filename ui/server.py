"""The server that ``make run`` starts: warmed up before the first visitor, with headers of its own.

Streamlit collects garbage over the whole heap; what is loaded once (libraries, geometry, the release) is therefore
loaded at start-up and then frozen out of the collector's sight. ``streamlit run app.py`` starts the same server.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import runtime
from streamlit.runtime.pages_manager import PagesManager

from data.settings import Settings
from export.sheet.workers import sheet_workers
from governance.errors import OneMapError
from ui.atlas_http import atlas_routes
from ui.http import PublishedFiles, ResponseRules
from ui.map.points_http import case_routes
from ui.open311_http import open_routes
from ui.snapshot_http import sheet_routes
from ui.text import LANGS, t

ROOT = Path(__file__).resolve().parent.parent
_HEAVY = ("pandas", "pyarrow", "geopandas", "duckdb", "folium", "streamlit_folium")
_LEVELS = ("city", "category", "zone", "county", "street", "street_part", "community", "grid")
_DRAW_AFTER_S = 15.0
_log = logging.getLogger("onemap")
_lock = Lock()
_warm = False


def warm_once() -> None:
    """Import the heavy libraries, load what all sessions share, and freeze the heap; later calls return at once."""
    global _warm
    if _warm:
        return
    with _lock:
        if _warm:
            return
        # Streamlit warns of components registered outside a script run; here that is the purpose.
        logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
        for name in _HEAVY:
            importlib.import_module(name)
        # The screens are app.py's; they are named here as files so that the first visitor does not import them.
        for path in sorted((ROOT / "pages").glob("[!_]*.py")):
            importlib.import_module(f"pages.{path.stem}")
        _register_map()
        _load_shared()
        gc.collect()
        gc.freeze()
        _warm = True


def _register_map() -> None:
    """Make the map's component known to the server: outside a script run its import alone does not."""
    if runtime.exists():
        component = importlib.import_module("streamlit_folium")._component_func
        runtime.get_instance().component_registry.register_component(component)


def _load_shared() -> None:
    """Open the release, its units and what most readers look at first; without a release the pages say what to do."""
    basis, state = importlib.import_module("views.basis"), importlib.import_module("views.state")
    city_map = importlib.import_module("views.city_map").city_map
    facts = importlib.import_module("ui.map.message").published_facts
    contiguity = importlib.import_module("views.cases.hot_spots").contiguity
    try:
        current = basis.current_basis()
        contiguity(current.release)
        for level in _LEVELS:
            current.unit_row(level, "")
            facts(Settings.from_env().static_dir, current.provenance.geometry_hash, level)
        for lang in LANGS:
            for level in state.LEVELS:
                city_map(current, state.with_level(state.default_state(current), level), lang)
    except OneMapError as error:
        _log.warning("nothing to warm up: %s", error)


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    await anyio.to_thread.run_sync(warm_once)
    # The first sheet must not wait for its process; the first visitors go before it.
    later = asyncio.get_running_loop().call_later(_DRAW_AFTER_S, sheet_workers(Settings.from_env()).warm)
    yield {"ready": True}
    later.cancel()


async def _ready(request: Request) -> JSONResponse:
    """200 once warm, 503 before; names the release served."""
    if not _warm:
        return JSONResponse({"ready": False}, status_code=503)
    basis = importlib.import_module("views.basis")
    try:
        release = await anyio.to_thread.run_sync(lambda: basis.current_basis().provenance.release_id)
    except OneMapError as error:
        return JSONResponse({"ready": False, "reason": error.title}, status_code=503)
    return JSONResponse({"ready": True, "release": release})


def server_parts(base: str | None = None) -> dict[str, Any]:
    """What our server adds to Streamlit's: warm-up, routes and middleware, as keywords of ``st.App``.

    Parameters
    ----------
    base
        The path it is served under, without a slash at the end; None asks Streamlit's configuration.
    """
    if base is None:
        configured = str(st.get_option("server.baseUrlPath") or "").strip("/")
        base = f"/{configured}" if configured else ""
    # The folder's name is fixed, and Streamlit would serve its files as pages past app.py, or take a cold link to
    # /unit for a page that does not exist.
    PagesManager.uses_pages_directory = False
    return {
        "lifespan": _lifespan,
        "routes": [
            Route(f"{base}/api/ready", _ready),
            Route(
                f"{base}/app/static/geometry/{{path:path}}",
                PublishedFiles(Settings.from_env().static_dir / "geometry").answer,
                methods=["GET"],
            ),
            *case_routes(base),
            *open_routes(base),
            *sheet_routes(base),
            *atlas_routes(base),
        ],
        "middleware": [Middleware(ResponseRules, base=base)],
    }


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def main() -> int:
    """Serve at ``HOST`` and ``PORT`` until stopped; 1 when the port is taken."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8501"))
    base = os.environ.get("BASE_PATH", "").rstrip("/")
    if not _is_free(host, port):
        for lang in LANGS:
            sys.stderr.write(t("server.port_busy", lang, host=host, port=port, other=port + 1) + "\n")
        return 1
    shown = f"http://{'localhost' if host in ('0.0.0.0', '::') else host}:{port}{base}/"
    for lang in LANGS:
        sys.stdout.write(t("server.address", lang, url=shown) + "\n")
    sys.stdout.flush()
    st.App(ROOT / "app.py", **server_parts(base)).run(
        config={"server.address": host, "server.port": port, "server.baseUrlPath": base.lstrip("/")}
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
