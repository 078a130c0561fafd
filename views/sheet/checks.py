"""What a person may write on a sheet, and what a request may say; every refusal names the limit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from governance.errors import StateError

# Characters that each text of a sheet may have.
LONGEST = MappingProxyType({"title": 80, "marking": 40, "approval": 40, "watermark": 80, "link_base": 120})
# What looks like the beginning or the end of a tag; "< 5" and "a <b" in a title do not.
_MARKUP = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--|</|&#?\w{1,12};", re.ASCII)
# Control characters, marks that turn or hide text, halves of characters, and what no font can know.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ID = re.compile(r"[0-9A-Za-z]{1,64}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{12}", re.ASCII)


def checked_text(name: str, text: str) -> str:
    """A text as it will stand on the sheet: composed characters, single spaces.

    Raises
    ------
    StateError
        When it is too long, looks like markup, or holds characters that cannot be printed.
    """
    longest = LONGEST[name]
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if len(clean) > longest:
        raise _refused(name, f"{len(clean)} 字 characters", f"最多 {longest} 字 at most {longest} characters")
    if found := _MARKUP.search(clean):
        raise _refused(name, found[0][:40], "去掉标记，只写文字 plain text without markup")
    if bad := next((sign for sign in clean if unicodedata.category(sign) in _REFUSED), None):
        raise _refused(name, f"U+{ord(bad):04X}", "去掉不可见字符 leave out characters that do not print")
    return clean


def checked_link(text: str) -> str:
    """The address of the application without its end slash; "" stays "".

    Raises
    ------
    StateError
        When it is no plain http address.
    """
    if not (clean := checked_text("link_base", text).rstrip("/")):
        return ""
    try:
        parts = urlsplit(clean)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    plain = not (parts.query or parts.fragment or parts.username or "?" in clean or "#" in clean)
    if parts.scheme not in ("http", "https") or not host or not plain or not re.fullmatch(r"[!-~]+", clean):
        raise _refused("link_base", clean[:60], "写作 write https、主机、路径：https, host, path")
    return clean


def checked_choice(name: str, value: str, choices: Collection[str]) -> None:
    """StateError unless the value is one of the choices."""
    if value not in choices:
        raise _refused(name, str(value)[:40] or "—", f"可用 one of: {' '.join(choices)}")


def checked_day(name: str, text: str) -> None:
    """StateError unless the text is empty or a day as ISO writes it."""
    try:
        if text and date.fromisoformat(text).isoformat() != text:
            raise ValueError
    except ValueError:
        raise _refused(name, text[:40], "写作 write 2026-10-31") from None


def checked_id(name: str, text: str) -> None:
    """StateError unless the text can name a release."""
    if not _ID.fullmatch(text):
        raise _refused(name, text[:40] or "—", "用 python -m data releases 查看 see python -m data releases")


def checked_hash(name: str, text: str) -> None:
    """StateError unless the text is empty or twelve hexadecimal digits."""
    if text and not _HASH.fullmatch(text):
        raise _refused(name, text[:40], "12 hex")


_NAMES = MappingProxyType(
    {
        "title": "标题 title",
        "marking": "标识 marking",
        "approval": "审图号 approval number",
        "watermark": "水印 watermark",
        "link_base": "链接地址 link address",
        "subject": "图面内容 subject",
        "lang": "图上文字 language",
        "sheet_lang": "图上文字 language",
        "style": "底色 style",
        "orientation": "方向 orientation",
        "turn": "方向 orientation",
        "public": "公开版 public",
        "panels": "版块 panels",
        "labels": "注记 names",
        "without": "地图要素 parts of the map",
        "as_of": "出图日 day",
        "release_id": "数据版本 release",
        "background": "底图 background map",
    }
)


def _refused(name: str, what: str, remedy: str) -> StateError:
    return StateError("快照的选项有误 Not for a sheet", f"{_NAMES.get(name, name)}：{what}", remedy)
