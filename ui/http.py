"""What the server adds to Streamlit's answers: safety headers, caching of named-by-content files, the dressed page.

Everything here is plain ASGI; under ``streamlit run app.py`` it is absent and the application works without it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.links import PAGES, UNKNOWN_PAGE
from ui.short_links import short_target
from ui.text import HTML_LANG, Lang, t
from ui.theme import SETTINGS, asset_url, css_variables
from views.tokens import Setting

# Streamlit's page and the map's frame write scripts and styles of their own into the page, and charts compile
# expressions; nothing may come from or go to another host.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)
SAFETY = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FOR_GOOD = "public, max-age=31536000, immutable"
_HASHED_FILE = re.compile(r"^/app/static/geometry/[0-9a-f]{12}/")
_HASHED_QUERY = re.compile(rb"(^|&)v=[0-9a-f]{8,}(&|$)")

_UNUSED_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>")

# Before Streamlit starts: its theme is what the address asks for, so that the first paint is already right.
_PREBOOT = (
    "(()=>{const q=new URLSearchParams(location.search),w=JSON.stringify(q.get('theme')==='dark'?'Dark':'Light');"
    "try{localStorage.setItem(`stActiveTheme-${location.pathname}-v2`,w)}catch{}window.oneMapTheme=w;"
    # Told where its server is, Streamlit does not look for it below the address of each page (404s, and a delay).
    "window.__streamlit={BACKEND_BASE_URL:location.origin+BASE}})();"
)


def dress(html: bytes, query: bytes, base: str = "") -> bytes:
    """Streamlit's page with our language, title, variables, stylesheet and theme in its head.

    Parameters
    ----------
    query
        The query of the address; anything but the known languages and settings counts as absent.
    base
        The path the application is served under, without a slash at the end.
    """
    preboot = _PREBOOT.replace("BASE}", json.dumps(f"{base}/") + "}")
    asked = parse_qs(query.decode("latin-1"))
    setting: Setting = "dark" if asked.get("theme", [""])[0] == SETTINGS[1] else "light"
    lang: Lang = "en" if asked.get("lang", [""])[0] == "en" else "zh"
    head = (
        f"<head><style>:root{{{css_variables(setting)}}}</style>"
        f'<link rel="stylesheet" href="./{asset_url("onemap.css")}"><script>{preboot}</script>'
    )
    text = html.decode("utf-8").replace("<head>", head, 1)
    text = text.replace('<html lang="en">', f'<html lang="{HTML_LANG[lang]}">', 1)
    text = _UNUSED_FONT.sub("", text, count=1).replace(
        "<title>Streamlit</title>", f"<title>{t('app.name', lang)}</title>", 1
    )
    text = text.replace("./favicon.png", f"./{asset_url('mark.png')}", 1)
    return text.encode("utf-8")


def start_page(query: bytes, base: str = "") -> str:
    """Where an address leads that names no screen: to the map, which says so; Streamlit would say it in English."""
    asked: dict[str, list[str]] = parse_qs(query.decode("latin-1"))
    kept = {name: asked[name][0] for name in ("lang", "theme") if name in asked}
    return f"{base}/?{urlencode(kept | {UNKNOWN_PAGE: '1'})}"


class ResponseRules:
    """ASGI middleware: safety headers everywhere, long caching where the address names the content, the dressed page."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not HTTP; otherwise watch the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self.base)
        query: bytes = scope["query_string"]
        for_good = bool(_HASHED_FILE.match(path)) or (
            path.startswith("/app/static/") and bool(_HASHED_QUERY.search(query))
        )
        may_be_short = path in ("", "/") and scope["method"] == "GET" and b"s=" in query
        if may_be_short and (target := await anyio.to_thread.run_sync(short_target, query, self.base)):
            headers = {**SAFETY, "Cache-Control": "no-store"}
            await RedirectResponse(target, 302, headers)(scope, receive, send)
            return
        if "text/html" in Headers(scope=scope).get("accept", ""):
            scope = _plain(scope)
        start: Message | None = None
        body = b""
        is_gone = False

        async def watched(message: Message) -> None:
            nonlocal start, body, is_gone
            if is_gone:
                return
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY.items():
                    headers[name] = value
                if for_good and message["status"] == 200:
                    headers["Cache-Control"] = FOR_GOOD
                is_page = headers.get("content-type", "").startswith("text/html") and message["status"] == 200
                # A component's frame is a page of its own and brings its own looks.
                if is_page and not path.startswith("/component/"):
                    if path.strip("/") not in PAGES:
                        is_gone = True
                        await RedirectResponse(start_page(query, self.base), 302, SAFETY)(
                            scope, receive, send
                        )
                        return
                    start = message
                    return
            elif message["type"] == "http.response.body" and start is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                dressed = dress(body, query, self.base) if scope["method"] == "GET" else body
                headers = MutableHeaders(scope=start)
                if scope["method"] == "GET":
                    headers["content-length"] = str(len(dressed))
                    del headers["etag"], headers["last-modified"]
                await send(start)
                message = {"type": "http.response.body", "body": dressed}
            await send(message)

        await self.app(scope, receive, watched)


def _plain(scope: Scope) -> Scope:
    """The same request without compression and revalidation: the page is rewritten on its way out."""
    dropped = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in dropped]}


class PublishedFiles:
    """Serves published geometry from `folder`, which need not lie below the application's own ``static/``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    async def answer(self, request: Request) -> Response:
        """The file of that name, or 404; names that would leave the folder are refused likewise."""
        wanted = (self.folder / request.path_params["path"]).resolve()
        if not wanted.is_relative_to(self.folder) or not wanted.is_file():
            return PlainTextResponse("not found", status_code=404)
        kind = (
            "application/gzip"
            if wanted.suffix == ".gz"
            else "application/json"
            if wanted.suffix == ".json"
            else None
        )
        return FileResponse(wanted, media_type=kind)
