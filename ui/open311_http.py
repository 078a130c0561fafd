"""HTTP answers in open formats: Open311 GeoReport v2 below ``/open311/v2/``, whole data sets below ``/api/open-data/``.

Read only, from the current release. An answer of Open311 is JSON; what is wrong with a question is said as GeoReport
says it: a list of ``code`` and ``description``.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from data.open_data import DATASETS, FORMATS, write_dataset
from data.open_data.open311 import discovery, request, requests, services
from data.open_data.question import read_asked
from data.reads import open_release
from data.release import Release
from data.settings import Settings
from governance.errors import OneMapError, ReleaseError, StateError

# Answers computed side by side, and files written side by side: pages must keep their share of the cores.
AT_ONCE, FILES_AT_ONCE = 2, 1
_FILE_TYPES = {"csv": "text/csv; charset=utf-8", "gpkg": "application/geopackage+sqlite3",
               "geoparquet": "application/vnd.apache.parquet"}  # fmt: skip
Answer = Callable[[Release, Request], object]


def open_routes(base: str) -> list[Route]:
    """The routes of open data and Open311 below `base`."""
    limiter, files = anyio.CapacityLimiter(AT_ONCE), anyio.CapacityLimiter(FILES_AT_ONCE)
    answers: dict[str, Answer] = {
        "/open311/discovery.json": lambda release, asked: discovery(
            release, f"{asked.base_url.scheme}://{asked.base_url.netloc}{base}/open311/v2"
        ),
        "/open311/v2/services.json": lambda release, _: services(release),
        "/open311/v2/requests.json": lambda release, asked: requests(
            release, read_asked(dict(asked.query_params), release)
        ),
        "/open311/v2/requests/{request_id:path}.json": lambda release, asked: [
            request(release, asked.path_params["request_id"])
        ],
    }
    routes = [
        Route(f"{base}{path}", _endpoint(answer, limiter), methods=["GET"])
        for path, answer in answers.items()
    ]
    return [*routes, Route(f"{base}/api/open-data/{{name}}", _file_endpoint(files), methods=["GET"])]


def _endpoint(answer: Answer, limiter: anyio.CapacityLimiter) -> Callable[[Request], object]:
    async def endpoint(asked: Request) -> Response:
        def answered() -> bytes:
            return json.dumps(answer(open_release(Settings.from_env()), asked), ensure_ascii=False).encode()

        try:
            body = await anyio.to_thread.run_sync(answered, limiter=limiter)
        except ReleaseError as error:
            return _refusal(error, 503)
        except StateError as error:
            return _refusal(error, 404 if "request_id" in asked.path_params else 400)
        except OneMapError as error:
            return _refusal(error, 500)
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})

    return endpoint


def _file_endpoint(limiter: anyio.CapacityLimiter) -> Callable[[Request], object]:
    """``incidents.csv``, ``units.gpkg``, ``all.gpkg`` …: written to a temporary file as it is read, then sent."""

    async def endpoint(asked: Request) -> Response:
        stem, _, suffix = asked.path_params["name"].partition(".")
        form = next((form for form, known in FORMATS.items() if known == suffix), "")
        names = tuple(DATASETS) if stem == "all" and form == "gpkg" else (stem,)

        def written() -> tuple[Path, str]:
            release = open_release(Settings.from_env())
            path = Path(tempfile.mkdtemp(prefix="onemap-")) / f"onemap.{suffix}"
            try:
                write_dataset(release, names, form, path)
            except BaseException:
                _remove(path)
                raise
            return path, release.release_id

        try:
            path, release_id = await anyio.to_thread.run_sync(written, limiter=limiter)
        except ReleaseError as error:
            return _refusal(error, 503)
        except StateError as error:
            return _refusal(error, 404)
        return FileResponse(
            path,
            media_type=_FILE_TYPES[form],
            filename=f"onemap_{stem}_{release_id}.{suffix}",
            headers={"Cache-Control": "no-store"},
            background=BackgroundTask(_remove, path),
        )

    return endpoint


def _remove(path: Path) -> None:
    shutil.rmtree(path.parent, ignore_errors=True)


def _refusal(error: OneMapError, status: int) -> Response:
    words: list[dict[str, Any]] = [
        {"code": status, "description": " ".join(filter(None, (error.title, error.detail, error.remedy)))}
    ]
    return JSONResponse(words, status_code=status, headers={"Cache-Control": "no-store"})
