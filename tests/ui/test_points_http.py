"""Answers about cases over HTTP: named for good, compressed, bounded, and deaf to nonsense."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlencode

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from geo.point_codec import unpack_streams
from tests.conftest import Published
from tests.ui.test_http import _ask, _get
from ui.http import CONTENT_POLICY, ResponseRules
from ui.map.points_http import FOR_GOOD, case_routes
from views.basis import Basis, current_basis
from views.cases.filter import CaseFilter
from views.cases.points import case_counts, density_answer, points_answer
from views.cases.question import case_address
from views.state import default_state


@pytest.fixture
def basis(published: Published, monkeypatch: pytest.MonkeyPatch) -> Basis:
    monkeypatch.setenv("ONEMAP_HOME", str(published.settings.home))
    return current_basis(published.settings)


def _application(base: str = "") -> Starlette:
    return Starlette(routes=case_routes(base), middleware=[Middleware(ResponseRules, base=base)])


def _address(basis: Basis, **more: str) -> str:
    return urlencode({**case_address(basis, default_state(basis), CaseFilter()), **more})


def _words(body: bytes) -> str:
    refusal = json.loads(body)
    assert set(refusal) == {"title", "detail", "remedy"}
    assert all(refusal.values())
    return f"{refusal['title']}: {refusal['detail']}"


@pytest.mark.parametrize("base", ["", "/onemap"])
@pytest.mark.parametrize(
    ("name", "more"),
    [("case-density", {"z": "13"}), ("case-points", {}), ("case-hot-spots", {"on": "rates"})],
)
def test_an_answer_is_compressed_named_for_good_and_the_readers_own(
    basis: Basis, base: str, name: str, more: dict[str, str]
) -> None:
    app, query = _application(base), _address(basis, **more)
    status, headers, body = _get(app, f"{base}/api/{name}", query, accept_encoding="gzip, br")
    plain = _get(app, f"{base}/api/{name}", query)
    assert (status, plain[0]) == (200, 200)
    assert headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain[1]
    assert gzip.decompress(body) == plain[2]
    assert headers["cache-control"] == FOR_GOOD
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-security-policy"] == CONTENT_POLICY
    unpack_streams(plain[2])


def test_the_answer_counts_what_the_page_counts(basis: Basis) -> None:
    _, _, body = _get(_application(), "/api/case-density", _address(basis, z="13"))
    header, numbers = unpack_streams(body)
    counts = case_counts(basis, default_state(basis), CaseFilter())
    assert numbers[-int(str(header["entries"])) :].sum() == counts.located


@pytest.mark.parametrize(
    ("name", "more", "word"),
    [
        ("case-density", {}, "8–22"),
        ("case-density", {"z": "-1"}, "-1"),
        ("case-density", {"z": "99"}, "99"),
        ("case-density", {"z": "1e3"}, "1e3"),
        ("case-density", {"z": "１３"}, "１３"),
        ("case-density", {"z": "13", "box": "1,2,3"}, "1,2,3"),
        ("case-density", {"z": "13", "box": "5,0,4,0"}, "box"),
        ("case-density", {"z": "20", "box": "0,0,16000,16000"}, "large"),
        ("case-density", {"z": "13", "limit": "9"}, "limit"),
        ("case-points", {"u": "'; drop table incident; --"}, "u"),
        ("case-points", {"p": "2026-13"}, "p"),
        ("case-points", {"s": "closed,<script>"}, "s"),
        ("case-points", {"k": "E01,E99"}, "k"),
        ("case-points", {"q": "x" * 3000}, "2000"),
        ("case-hot-spots", {"on": "guesses"}, "guesses"),
    ],
)
def test_nonsense_is_refused_with_words(basis: Basis, name: str, more: dict[str, str], word: str) -> None:
    status, headers, body = _get(_application(), f"/api/{name}", _address(basis, **more))
    assert status == 400
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"].startswith("application/json")
    assert word in _words(body) or word in json.loads(body)["remedy"]


def test_a_parameter_given_twice_or_a_missing_release_is_refused(basis: Basis) -> None:
    for query in (_address(basis) + "&m=zone", "m=zone", ""):
        assert _get(_application(), "/api/case-points", query)[0] == 400


@pytest.mark.parametrize("release", ["20200101T000000Z", "../../etc/passwd", "%00", "x" * 300])
def test_a_release_that_is_gone_says_so(basis: Basis, release: str) -> None:
    query = _address(basis).replace(basis.provenance.release_id, release)
    status, headers, body = _get(_application(), "/api/case-points", query)
    assert status == 410
    assert headers["cache-control"] == "no-store"
    assert "release" in _words(body)


def test_only_reading_is_offered(basis: Basis) -> None:
    async def post() -> int:
        return (await _ask(_application(), "/api/case-nothing", _address(basis)))[0]

    assert anyio.run(post) == 404


def test_many_at_once_get_the_same_answers(basis: Basis) -> None:
    app = _application()
    queries = [("/api/case-density", _address(basis, z=str(level))) for level in range(10, 18)] + [
        ("/api/case-points", _address(basis)),
        ("/api/case-hot-spots", _address(basis)),
    ]
    alone = [_get(app, path, query)[2] for path, query in queries]

    async def together() -> list[bytes]:
        found: dict[int, bytes] = {}

        async def one(number: int) -> None:
            path, query = queries[number % len(queries)]
            found[number] = (await _ask(app, path, query))[2]

        async with anyio.create_task_group() as group:
            for number in range(4 * len(queries)):
                group.start_soon(one, number)
        return [found[number] for number in range(len(found))]

    density_answer.cache_clear()
    points_answer.cache_clear()
    assert anyio.run(together) == alone * 4
