"""Sheets over HTTP: previews named for good, files with their line in the history, and refusals in words."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlencode

import anyio
import pytest
import streamlit as st
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message, Scope

from data.settings import Settings
from data.snapshots.store import canonical_of, codes, exports, keep_code, thumbnail_path
from export.sheet.metadata import read_back
from governance.errors import ReleaseError
from tests.conftest import Published
from tests.sheet_home import home_of_its_own
from tests.ui.test_http import _get
from ui.http import ResponseRules
from ui.snapshot.who import clean_name, vouched_name
from ui.snapshot_http import FOR_GOOD, MOST_BODY, sheet_routes
from views.basis import current_basis
from views.sheet.fresh import Fresh
from views.sheet.request import SheetRequest, canonical, code_of, read_request


@pytest.fixture
def settings(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return home_of_its_own(published.settings, tmp_path, monkeypatch)


@pytest.fixture
def request_(settings: Settings) -> SheetRequest:
    return read_request({}, current_basis(settings), Fresh())[0]


def application(base: str = "") -> Starlette:
    return Starlette(routes=sheet_routes(base), middleware=[Middleware(ResponseRules, base=base)])


def send(path: str, content: object, kind: str = "application/json") -> tuple[int, dict[str, str], bytes]:
    """Post a body; whatever comes after the answer is done, too."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent: list[Message] = []
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"content-type", kind.encode()), (b"x-remote-user", b"wang")],
        "server": ("test", 80),
        "client": ("test", 1),
        "http_version": "1.1",
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        await application()(scope, receive, keep)

    anyio.run(ask)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def said(body: bytes) -> str:
    refusal = json.loads(body)
    assert set(refusal) == {"title", "detail", "remedy"} and refusal["title"] and refusal["remedy"]
    return f"{refusal['title']}: {refusal['detail']}"


@pytest.mark.parametrize("base", ["", "/onemap"])
def test_a_preview_has_the_width_that_was_asked_for_and_may_be_kept_for_good(
    request_: SheetRequest, base: str
) -> None:
    query = urlencode({"q": canonical(request_), "w": "640"})
    status, headers, body = _get(application(base), f"{base}/api/sheet-preview", query)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "image/png", FOR_GOOD)
    assert Image.open(io.BytesIO(body)).size == (640, 360)


def test_a_known_code_is_enough_for_a_preview_and_an_unknown_one_is_told(
    settings: Settings, request_: SheetRequest
) -> None:
    keep_code(settings, code_of(request_), canonical(request_))
    app = application()
    by_code = _get(app, "/api/sheet-preview", urlencode({"code": code_of(request_), "w": "480"}))
    whole = _get(app, "/api/sheet-preview", urlencode({"q": canonical(request_), "w": "480"}))
    assert by_code[2] == whole[2]
    status, _, body = _get(app, "/api/sheet-preview", "code=0000000000&w=480")
    assert status == 400 and "0000000000" in said(body)


@pytest.mark.parametrize("width", ["", "0", "319", "4001", "9" * 40, "１００0", "640.5", "-640"])
def test_a_width_that_cannot_be_is_refused(request_: SheetRequest, width: str) -> None:
    query = urlencode({"q": canonical(request_), "w": width})
    status, headers, body = _get(application(), "/api/sheet-preview", query)
    assert status == 400 and "320–4000" in json.loads(body)["remedy"]
    assert headers["cache-control"] == "no-store"


def test_what_is_no_request_or_of_a_release_that_is_gone_is_told(request_: SheetRequest) -> None:
    app = application()
    for text in ("", "{", "[]", "null", '{"sheet_version":1}', canonical(request_).replace("1080p", "1x1px")):
        status, _, body = _get(app, "/api/sheet-preview", urlencode({"q": text, "w": "640"}))
        assert status == 400 and said(body)
    gone = canonical(replace(request_, release_id="20010101T000000Z"))
    status, _, body = _get(app, "/api/sheet-preview", urlencode({"q": gone, "w": "640"}))
    assert status == 410 and "20010101T000000Z" in said(body)


def test_a_file_is_handed_out_remembered_and_written_into_the_history(
    settings: Settings, request_: SheetRequest
) -> None:
    wanted = {"request": canonical(request_), "format": "png", "by": "张三\u202e\n <b>"}
    status, headers, body = send("/api/sheet-export", wanted)
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert read_back(body) == request_
    code = headers["x-sheet-code"]
    name = unquote(headers["x-sheet-name"])
    assert name.endswith(f"_{code}.png") and code == code_of(request_)
    assert canonical_of(settings, code) == canonical(request_)
    (entry,) = exports(settings)
    assert (entry.code, entry.kind, entry.format, entry.name) == (code, "snapshot", "png", name)
    assert (entry.by, entry.width_px, entry.size_bytes) == ("张三 <b>", 1920, len(body))
    assert entry.title and code not in entry.title
    assert thumbnail_path(settings, code).is_file(), "the small picture follows the file"
    status, headers, small = _get(application(), "/api/sheet-thumb", f"code={code}")
    assert (status, headers["cache-control"]) == (200, FOR_GOOD)
    assert Image.open(io.BytesIO(small)).width == 480


def test_a_link_is_copied_only_when_it_will_lead_somewhere(
    settings: Settings, request_: SheetRequest
) -> None:
    asked = replace(request_, link_base="http://map.invalid/onemap")
    status, _, body = send("/api/sheet-keep", {"request": canonical(asked)})
    code = code_of(asked)
    assert (status, json.loads(body)) == (
        200,
        {"code": code, "link": f"http://map.invalid/onemap/?s={code}"},
    )
    assert code in codes(settings)
    assert json.loads(send("/api/sheet-keep", {"request": canonical(request_)})[2])["link"].startswith(
        "./?s="
    )


@pytest.mark.parametrize("path", ["/api/sheet-export", "/api/sheet-keep"])
def test_what_may_not_be_printed_is_neither_made_nor_remembered(
    settings: Settings, request_: SheetRequest, path: str
) -> None:
    public = replace(request_, is_public=True)
    status, _, body = send(path, {"request": canonical(public), "format": "pdf"})
    assert status == 400 and "审图号" in said(body)
    assert exports(settings) == () and not codes(settings)


def test_only_json_of_a_sane_size_is_taken(settings: Settings, request_: SheetRequest) -> None:
    good = json.dumps({"request": canonical(request_), "format": "png"}).encode()
    for body, kind in (
        (good, "text/plain"),  # what another site's form could send
        (good, "application/x-www-form-urlencoded"),
        (good + b" " * MOST_BODY, "application/json"),
        (b"[1]", "application/json"),
        (b"[" * 5_000, "application/json"),
        (b"\xff", "application/json"),
    ):
        status, _, answer = send("/api/sheet-export", body, kind)
        assert status == 400 and said(answer)
    assert send("/api/sheet-export", {"request": canonical(request_), "format": "exe"})[0] == 400
    assert exports(settings) == ()


def test_a_full_disk_is_told_and_hands_out_nothing(
    settings: Settings, request_: SheetRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ReleaseError("磁盘已满 The disk is full", "snapshots", "腾出空间 make room")

    monkeypatch.setattr("ui.snapshot_http.record_export", full)
    status, headers, body = send("/api/sheet-export", {"request": canonical(request_), "format": "png"})
    assert status >= 400 and "磁盘已满" in said(body)
    assert "content-disposition" not in headers
    assert exports(settings) == ()


def test_a_name_that_the_proxy_vouches_for_goes_before_the_typed_one(
    settings: Settings, request_: SheetRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"request": canonical(request_), "format": "svg", "by": "somebody else"}
    told = {"server.trustedUserHeaders": '{"X-Remote-User": "username"}'}
    monkeypatch.setattr(st, "get_option", lambda name: told.get(name))
    assert send("/api/sheet-export", wanted)[0] == 200
    assert exports(settings)[0].by == "wang"
    told["server.trustedUserHeaders"] = "{"
    assert vouched_name({"X-Remote-User": "wang"}) == ""


def test_a_name_is_one_line_of_printable_characters() -> None:
    assert clean_name("  张\u0000三 \n\t 李四\u200b ") == "张三 李四"
    assert len(clean_name("x" * 500)) == 40
