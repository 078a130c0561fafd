"""HTTP answers for the map of cases: density, points and hot spots, binary, named for good by release and filter.

They never travel through the page's own connection: a rerun names an address, and the map's frame fetches it once.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.density import COARSEST, FINEST, CellBox
from governance.errors import OneMapError, ReleaseError, StateError
from views.basis import Basis, basis_of
from views.case_points import density_answer, points_answer, read_question
from views.hot_spots import spots_answer

# The address names release and filter, so an answer never changes; it is the reader's own, not the proxy's.
FOR_GOOD = "private, max-age=31536000, immutable"
LONGEST = 2_000  # characters of a query
AT_ONCE = 2  # answers computed side by side: pages must keep their share of the cores
_QUESTION = frozenset({"r", "m", "u", "p", "k", "sub", "s", "d", "ch", "day", "q"})
_COMPRESSION = 5
Answer = Callable[[Basis, Mapping[str, str]], bytes]


def density(basis: Basis, asked: Mapping[str, str]) -> bytes:
    """Counts on cells of level ``z``, in the whole unit or in the blocks of ``box``."""
    level = _number(asked, "z", COARSEST, FINEST)
    return density_answer(basis.release, read_question(asked, basis), level, _box(asked, level))


def points(basis: Basis, asked: Mapping[str, str]) -> bytes:
    """Single cases, in the whole unit or in the blocks of ``box`` on level ``z``."""
    box = _box(asked, _number(asked, "z", COARSEST, FINEST)) if "box" in asked else None
    return points_answer(basis.release, read_question(asked, basis), box)


def hot(basis: Basis, asked: Mapping[str, str]) -> bytes:
    """Gi* by grid, on ``counts`` or ``rates``."""
    on = asked.get("on", "counts")
    if on == "counts" or on == "rates":
        return spots_answer(basis, read_question(asked, basis), on)
    raise StateError("参数无法识别 Not understood", f"on={on}", "counts | rates")


ANSWERS: dict[str, tuple[Answer, frozenset[str]]] = {
    "case-density": (density, frozenset({"z", "box"})),
    "case-points": (points, frozenset({"z", "box"})),
    "case-hot-spots": (hot, frozenset({"on"})),
}


def case_routes(base: str) -> list[Route]:
    """The routes below ``{base}/api/``."""
    limiter = anyio.CapacityLimiter(AT_ONCE)
    return [
        Route(f"{base}/api/{name}", _endpoint(answer, known, limiter), methods=["GET"])
        for name, (answer, known) in ANSWERS.items()
    ]


def _endpoint(
    answer: Answer, known: frozenset[str], limiter: anyio.CapacityLimiter
) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        try:
            asked = _parameters(request, known)
            body = await anyio.to_thread.run_sync(lambda: _answered(answer, asked, zipped), limiter=limiter)
        except ReleaseError as error:
            return _refusal(error, 410)
        except OneMapError as error:
            return _refusal(error, 400)
        headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type="application/octet-stream", headers=headers)

    return endpoint


def _answered(answer: Answer, asked: Mapping[str, str], zipped: bool) -> bytes:
    body = answer(basis_of(asked["r"]), asked)
    return _gzipped(body) if zipped else body


@lru_cache(maxsize=48)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, _COMPRESSION, mtime=0)


def _parameters(request: Request, known: frozenset[str]) -> dict[str, str]:
    """The query's parameters, each known and given once."""
    if len(request.url.query) > LONGEST:
        raise StateError("地址过长 Address too long", f"{len(request.url.query)}", f"≤ {LONGEST}")
    pairs = request.query_params.multi_items()
    asked = dict(pairs)
    strange = sorted(set(asked) - _QUESTION - known)
    if strange or len(asked) < len(pairs) or "r" not in asked:
        raise StateError(
            "参数无法识别 Not understood", ", ".join(strange) or "r", " ".join(sorted(_QUESTION | known))
        )
    return asked


def _number(asked: Mapping[str, str], name: str, low: int, high: int) -> int:
    text = asked.get(name, "")
    if text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high:
        return int(text)
    raise StateError("参数无法识别 Not understood", f"{name}={text}", f"{low}–{high}")


def _box(asked: Mapping[str, str], level: int) -> CellBox | None:
    if "box" not in asked:
        return None
    parts = asked["box"].split(",")
    if len(parts) != 4:
        raise StateError("参数无法识别 Not understood", f"box={asked['box']}", "x0,y0,x1,y1")
    sides = [_number({"box": part}, "box", 0, 2**FINEST) for part in parts]
    return CellBox(level, *sides)


def _refusal(error: OneMapError, status: int) -> Response:
    return JSONResponse(
        {"title": error.title, "detail": error.detail, "remedy": error.remedy},
        status_code=status,
        headers={"Cache-Control": "no-store"},
    )
