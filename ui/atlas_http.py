"""HTTP answer for atlases: their finished files, straight from the disk."""

from __future__ import annotations

from urllib.parse import quote

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from data.settings import Settings
from export.atlas.jobs import MEDIA, file_of
from governance.errors import OneMapError


def atlas_routes(base: str) -> list[Route]:
    """The route below ``{base}/api/``."""

    async def endpoint(request: Request) -> Response:
        return await anyio.to_thread.run_sync(_file, request)

    return [Route(f"{base}/api/atlas-file", endpoint, methods=["GET"])]


def _file(request: Request) -> Response:
    """The file of ``job`` and ``kind`` (``book``, ``zip``)."""
    asked = request.query_params
    kind = asked.get("kind", "")
    try:
        path = file_of(Settings.from_env(), asked.get("job", ""), kind)
    except OneMapError as error:
        told = {"title": error.title, "detail": error.detail, "remedy": error.remedy}
        return JSONResponse(told, status_code=404, headers={"Cache-Control": "no-store"})
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.name)}",
    }
    return FileResponse(path, media_type=MEDIA[kind], headers=headers)
