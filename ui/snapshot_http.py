"""HTTP answers for sheets: previews and small pictures to look at, files to keep, codes to remember.

A request travels as its canonical text, so that an address or a body says exactly which bytes are meant. Nothing is
written by a GET; what is written (the history, codes) comes as JSON, which no other site's page can send unasked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import anyio.to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from data.settings import Settings
from data.snapshots.store import (
    ExportEntry,
    keep_code,
    keep_thumbnail,
    record_export,
    thumbnail_path,
)
from export.sheet.export import Exported
from export.sheet.workers import sheet_workers
from governance.errors import OneMapError, ReleaseError, StateError
from ui.snapshot.who import clean_name, vouched_name
from ui.text import LANGS, t
from views.sheet.code import read_code
from views.sheet.kept import request_of_code
from views.sheet.request import SheetRequest, canonical, code_of, request_of, require_ready
from views.sheet.sizes import FORMATS, Format

# The address of a preview holds its whole request: the answer never changes.
FOR_GOOD = "private, max-age=31536000, immutable"
WIDTHS = (320, 4_000)
THUMBNAIL_PX = 480
MOST_BODY = 16_384
# As many as the workers serve at once, and as many again that wait for them: pages must keep their threads.
_AT_ONCE = 4
_log = logging.getLogger("onemap")
Act = Callable[[Request, Mapping[str, Any]], Response]


def sheet_routes(base: str) -> list[Route]:
    """The routes below ``{base}/api/``."""
    limiter = anyio.CapacityLimiter(_AT_ONCE)

    def get(name: str, act: Act) -> Route:
        async def endpoint(request: Request) -> Response:
            asked = dict(request.query_params)
            return await anyio.to_thread.run_sync(lambda: _answered(act, request, asked), limiter=limiter)

        return Route(f"{base}/api/{name}", endpoint, methods=["GET"])

    def post(name: str, act: Act) -> Route:
        async def endpoint(request: Request) -> Response:
            body = b""
            async for part in request.stream():
                body += part
                if len(body) > MOST_BODY:
                    break
            return await anyio.to_thread.run_sync(
                lambda: _answered(lambda own, _: act(own, _said(own, body)), request, {}), limiter=limiter
            )

        return Route(f"{base}/api/{name}", endpoint, methods=["POST"])

    return [
        get("sheet-preview", preview),
        get("sheet-thumb", thumbnail),
        post("sheet-export", export),
        post("sheet-keep", keep),
    ]


def _both(key: str) -> str:
    """A text in both languages: nobody says here which one the reader's page is in."""
    return " ".join(t(key, lang) for lang in LANGS)


def _answered(act: Act, request: Request, asked: Mapping[str, Any]) -> Response:
    try:
        return act(request, asked)
    except ReleaseError as error:
        return _refusal(error, 410)
    except StateError as error:
        return _refusal(error, 400)
    except OneMapError as error:
        return _refusal(error, 500)


def _refusal(error: OneMapError, status: int) -> Response:
    told = {"title": error.title, "detail": error.detail, "remedy": error.remedy}
    return JSONResponse(told, status_code=status, headers={"Cache-Control": "no-store"})


def preview(request: Request, asked: Mapping[str, Any]) -> Response:
    """The sheet of ``q`` (canonical text) or of a known ``code`` as a PNG ``w`` pixels wide."""
    width = _width(str(asked.get("w", "")))
    settings = Settings.from_env()
    code, text = str(asked.get("code", "")), str(asked.get("q", ""))
    wanted = request_of_code(settings, code) if code else request_of(text)
    picture = sheet_workers(settings).preview(wanted, width)
    return Response(picture, media_type="image/png", headers={"Cache-Control": FOR_GOOD})


def _width(text: str) -> int:
    low, high = WIDTHS
    if text.isascii() and text.isdecimal() and len(text) < 6 and low <= int(text) <= high:
        return int(text)
    raise StateError(_both("snapshot.http.width"), f"w={text[:20]}", f"{low}–{high}")


def thumbnail(request: Request, asked: Mapping[str, Any]) -> Response:
    """The small picture of a code: as it was kept, or drawn anew where that is still possible."""
    settings, code = Settings.from_env(), read_code(str(asked.get("code", "")))
    path = thumbnail_path(settings, code)
    if not path.is_file():
        _keep_small(settings, request_of_code(settings, code))
    return FileResponse(path, media_type="image/png", headers={"Cache-Control": FOR_GOOD})


def _keep_small(settings: Settings, wanted: SheetRequest) -> None:
    keep_thumbnail(settings, code_of(wanted), sheet_workers(settings).preview(wanted, THUMBNAIL_PX))


def export(request: Request, said: Mapping[str, Any]) -> Response:
    """Make the file, remember its code, write it into the history, hand it out."""
    settings, wanted = Settings.from_env(), request_of(str(said.get("request", "")))
    made = sheet_workers(settings).export(wanted, _format(said.get("format")))
    keep_code(settings, made.code, canonical(wanted))
    by = vouched_name(request.headers) or clean_name(str(said.get("by") or ""))
    record_export(settings, entry_of(made, wanted, by))
    headers = {
        "Cache-Control": "no-store",
        "X-Sheet-Name": quote(made.name),
        "X-Sheet-Code": made.code,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
    }
    after = BackgroundTask(_small_after, settings, wanted)
    return Response(made.data, media_type=made.media_type, headers=headers, background=after)


def entry_of(made: Exported, wanted: SheetRequest, by: str) -> ExportEntry:
    """The line of the history for a file that was made."""
    return ExportEntry(
        code=made.code,
        kind="snapshot",
        format=made.name.rpartition(".")[2],
        name=made.name,
        title=wanted.title or made.name.rpartition(".")[0].removesuffix(f"_{made.code}"),
        release_id=wanted.release_id,
        sha256=made.sha256,
        size_bytes=len(made.data),
        width_px=made.width_px,
        height_px=made.height_px,
        by=by,
    )


def _small_after(settings: Settings, wanted: SheetRequest) -> None:
    """The small picture for the history, once the file is on its way; without it the history draws it when asked."""
    try:
        if not thumbnail_path(settings, code_of(wanted)).is_file():
            _keep_small(settings, wanted)
    except OneMapError as error:
        _log.warning("no small picture of %s: %s", code_of(wanted), error)


def _format(text: object) -> Format:
    for known in FORMATS:
        if text == known:
            return known
    raise StateError(_both("snapshot.http.format"), str(text)[:20], " ".join(FORMATS))


def keep(request: Request, said: Mapping[str, Any]) -> Response:
    """Remember what a code stands for, so that its short link leads somewhere; the link."""
    wanted = request_of(str(said.get("request", "")))
    require_ready(wanted)
    code = code_of(wanted)
    keep_code(Settings.from_env(), code, canonical(wanted))
    return JSONResponse(
        {"code": code, "link": f"{wanted.link_base or '.'}/?s={code}"}, headers={"Cache-Control": "no-store"}
    )


def _said(request: Request, body: bytes) -> Mapping[str, Any]:
    """The JSON of a body; anything else is refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    try:
        said = json.loads(body) if kind == "application/json" and len(body) <= MOST_BODY else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise StateError(_both("snapshot.http.request"), kind[:40] or "—", f"JSON ≤ {MOST_BODY} B")
    return said
