"""What the server adds: safety headers, caching, the dressed page, published files and nothing beside them."""

from __future__ import annotations

import re
from pathlib import Path

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Scope

from ui.http import CONTENT_POLICY, PublishedFiles, ResponseRules

_PAGE = (
    '<!DOCTYPE html><html lang="en">\n<head><title>Streamlit</title><link href="./favicon.png"></head></html>'
)
_HASH = "0123456789ab"


async def _page(request: Request) -> Response:
    # Streamlit's page is compressed for whoever accepts it and answers 304 to whoever has it.
    assert "accept-encoding" not in request.headers
    assert "if-none-match" not in request.headers
    return HTMLResponse(_PAGE, headers={"ETag": "x"})


async def _file(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


def _application(tmp_path: Path, base: str = "") -> Starlette:
    folder = tmp_path / "geometry"
    (folder / _HASH).mkdir(parents=True)
    (folder / _HASH / "zone.topo.json.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "secret.txt").write_text("no", "utf-8")
    return Starlette(
        routes=[
            Route("/", _page),
            Route("/incidents", _page),
            Route("/nowhere", _page),
            Route(
                f"{base}/app/static/geometry/{{path:path}}", PublishedFiles(folder).answer, methods=["GET"]
            ),
            Route("/app/static/{path:path}", _file),
        ],
        middleware=[Middleware(ResponseRules, base=base)],
    )


async def _ask(
    app: Starlette, path: str, query: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent: list[Message] = []
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "server": ("test", 80),
        "client": ("test", 1),
        "http_version": "1.1",
    }

    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:  # the visitor stays: nothing more comes
            await anyio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body


def _get(app: Starlette, path: str, query: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
    async def ask() -> tuple[int, dict[str, str], bytes]:
        return await _ask(app, path, query, **headers)

    return anyio.run(ask)


def test_every_answer_carries_the_safety_headers(tmp_path: Path) -> None:
    app = _application(tmp_path)
    for path in ("/", "/app/static/x.js", "/nothing"):
        _, headers, _ = _get(app, path)
        assert headers["content-security-policy"] == CONTENT_POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_the_content_policy_lets_no_other_host_in() -> None:
    sources = {word for part in CONTENT_POLICY.split("; ") for word in part.split()[1:]}
    assert sources <= {
        "'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "'wasm-unsafe-eval'", "blob:", "data:",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "setting", "lang", "title"),
    [
        ("", "light", "zh-CN", "一图知全域"),
        ("theme=dark&lang=en", "dark", "en", "One Map"),
        ("theme=%22%3E%3Cscript%3E&lang=%3Cb%3E", "light", "zh-CN", "一图知全域"),
    ],
)
def test_the_page_is_dressed_as_the_address_asks(
    tmp_path: Path, query: str, setting: str, lang: str, title: str
) -> None:
    app = _application(tmp_path)
    status, headers, body = _get(
        app, "/", query, accept="text/html", accept_encoding="gzip", if_none_match="x"
    )
    text = body.decode("utf-8")
    assert status == 200
    assert f"color-scheme:{setting}" in text
    assert f'<html lang="{lang}">' in text
    assert f"<title>{title}</title>" in text
    assert re.search(r'href="\./app/static/theme/onemap\.css\?v=[0-9a-f]{12}"', text)
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers


def test_an_address_of_no_screen_leads_to_the_map_which_says_so(tmp_path: Path) -> None:
    app = _application(tmp_path)
    status, headers, body = _get(app, "/nowhere", "lang=en&u=%22%3E&theme=%0D%0Ax", accept="text/html")
    assert (status, body) == (302, b"")
    assert headers["location"] == "/?lang=en&theme=%0D%0Ax&unknown=1"
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert _get(app, "/incidents", accept="text/html")[0] == 200


def test_a_published_file_is_kept_for_good(tmp_path: Path) -> None:
    status, headers, body = _get(_application(tmp_path), f"/app/static/geometry/{_HASH}/zone.topo.json.gz")
    assert (status, body) == (200, b"\x1f\x8b")
    assert headers["content-type"] == "application/gzip"
    assert "content-encoding" not in headers  # the browser must not unpack it: the map's script does
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_file_named_with_its_hash_is_kept_and_another_is_not(tmp_path: Path) -> None:
    app = _application(tmp_path)
    assert "immutable" in _get(app, "/app/static/theme/onemap.css", f"v={_HASH}")[1]["cache-control"]
    assert "cache-control" not in _get(app, "/app/static/theme/onemap.css")[1]


@pytest.mark.parametrize("name", ["../secret.txt", "x/../../secret.txt", "..%2fsecret.txt", _HASH, ""])
def test_nothing_beside_the_published_files_can_be_had(tmp_path: Path, name: str) -> None:
    status, headers, body = _get(_application(tmp_path), f"/app/static/geometry/{name}")
    assert status == 404
    assert body == b"not found"
    assert "cache-control" not in headers


def test_published_files_are_found_below_a_base_path(tmp_path: Path) -> None:
    app = _application(tmp_path, base="/onemap")
    status, headers, _ = _get(app, f"/onemap/app/static/geometry/{_HASH}/zone.topo.json.gz")
    assert status == 200
    assert "immutable" in headers["cache-control"]


def test_a_file_that_is_no_page_is_passed_on_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.js"
    path.write_text("1", "utf-8")

    async def script(request: Request) -> Response:
        return FileResponse(path, media_type="text/javascript")

    app = Starlette(routes=[Route("/a.js", script)], middleware=[Middleware(ResponseRules)])
    status, headers, body = _get(app, "/a.js")
    assert (status, body) == (200, b"1")
    assert headers["content-type"].startswith("text/javascript")
