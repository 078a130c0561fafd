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

from governance.errors import OneMapError, ReleaseError
from views.basis import Basis, basis_of
from views.cases.hot_spots import On, spots_answer
from views.cases.points import density_answer, points_answer
from views.cases.question import known_parameters, read_box, read_choice, read_level, read_question

# The address names release and filter, so an answer never changes; it is the reader's own, not the proxy's.
FOR_GOOD = "private, max-age=31536000, immutable"
AT_ONCE = 2  # answers computed side by side: pages must keep their share of the cores
_COMPRESSION = 5
Answer = Callable[[Basis, Mapping[str, str]], bytes]


def density(basis: Basis, asked: Mapping[str, str]) -> bytes:
    """Counts on cells of level ``z``, in the whole unit or in the blocks of ``box``."""
    return density_answer(basis.release, read_question(asked, basis), read_level(asked), read_box(asked))


def points(basis: Basis, asked: Mapping[str, str]) -> bytes:
    """Single cases, in the whole unit or in the blocks of ``box`` on level ``z``."""
    return points_answer(basis.release, read_question(asked, basis), read_box(asked))


def hot(basis: Basis, asked: Mapping[str, str]) -> bytes:
    """Gi* by grid, on ``counts`` or ``rates``."""
    on: On = "rates" if read_choice(asked, "on", ("counts", "rates")) == "rates" else "counts"
    return spots_answer(basis, read_question(asked, basis), on)


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
            asked = known_parameters(request.query_params.multi_items(), known)
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


def _refusal(error: OneMapError, status: int) -> Response:
    return JSONResponse(
        {"title": error.title, "detail": error.detail, "remedy": error.remedy},
        status_code=status,
        headers={"Cache-Control": "no-store"},
    )
