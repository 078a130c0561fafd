"""What a sheet is asked for: every choice that may change a byte of it, and the short code that they make together."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, Literal, get_args

from governance.errors import StateError
from views.names import Lang
from views.sheet.checks import (
    LONGEST,
    checked_choice,
    checked_day,
    checked_hash,
    checked_id,
    checked_link,
    checked_text,
)
from views.sheet.code import code_of_text
from views.sheet.sizes import DEFAULT_SIZE, ORIENTATIONS, Orientation, parse_size

Subject = Literal["indicator", "category", "cases", "hot", "whistles", "assessment"]
StyleName = Literal["light", "dark", "grey"]
Panel = Literal["figures", "ranking", "trend", "classes"]
LabelChoice = Literal["auto", "none"]

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
STYLES: tuple[StyleName, ...] = get_args(StyleName)
PANELS: tuple[Panel, ...] = get_args(Panel)
LABELS: tuple[LabelChoice, ...] = get_args(LabelChoice)
DEFAULT_PANELS: tuple[Panel, ...] = ("figures", "ranking", "trend")

# Raise it when the same request would draw other bytes: old codes then say that they are of another version.
SHEET_VERSION = 1

STATE_KEYS = (
    "m",
    "u",
    "l",
    "i",
    "p",
    "c",
)  # written out in every view, empty where the subject does not use them
_CASE_KEYS = ("k", "sub", "s", "d", "ch", "day", "q")
# Further parameters of a view: always written out, and only where they ask for something.
ALWAYS = MappingProxyType({"cases": ("as",), "hot": ("on",)})
OPTIONAL = MappingProxyType({"cases": _CASE_KEYS, "hot": _CASE_KEYS, "whistles": ("th", "d")})
LONGEST_VALUE = 400


@dataclass(frozen=True)
class SheetRequest:
    """Every choice of one sheet; equal requests give equal bytes. Texts are cleaned when it is made.

    Attributes
    ----------
    release_id
        The release whose figures are shown.
    subject
        What the map shows.
    view
        (parameter, value), sorted: ``m, u, l, i, p, c`` all written out, and the parameters of the subject's own.
    size, orientation
        As `views.sheet.sizes.parse_size` and `oriented` take them.
    title
        "" = made of the view.
    marking
        "" = the usual words (内部使用).
    approval
        The number under which a map may be published (审图号); a public sheet needs one.
    watermark
        Written across the sheet; "" = none. A time in it is that of the request.
    panels
        What stands beside the map, in the order of `PANELS`.
    link_base
        Where the short link leads: address of the application; "" = the link is the code alone.
    as_of
        Local day (ISO) on which the sheet was asked for: how old the data were, and which feeds were late. "" = neither
        is said.
    background
        Hash of the background map (neighbours, rivers, province) that lies under the sheet.

    Raises
    ------
    StateError
        When a choice does not exist or a text cannot be printed.
    """

    release_id: str
    subject: Subject = "indicator"
    view: tuple[tuple[str, str], ...] = ()
    lang: Lang = "zh"
    style: StyleName = "light"
    size: str = DEFAULT_SIZE
    orientation: Orientation = "auto"
    title: str = ""
    marking: str = ""
    approval: str = ""
    is_public: bool = False
    watermark: str = ""
    panels: tuple[Panel, ...] = DEFAULT_PANELS
    labels: LabelChoice = "auto"
    graticule: bool = True
    inset: bool = True
    neighbours: bool = True
    rivers: bool = True
    link_base: str = ""
    as_of: str = ""
    background: str = ""
    sheet_version: int = SHEET_VERSION

    def __post_init__(self) -> None:
        checked_id("release_id", self.release_id)
        for name, choices in _CHOICES.items():
            checked_choice(name, getattr(self, name), choices)
        for panel in self.panels:
            checked_choice("panels", panel, PANELS)
        for name in LONGEST:
            clean = checked_link if name == "link_base" else lambda text, name=name: checked_text(name, text)
            object.__setattr__(self, name, clean(getattr(self, name)))
        object.__setattr__(self, "size", parse_size(self.size).key)
        object.__setattr__(self, "panels", tuple(panel for panel in PANELS if panel in self.panels))
        checked_day("as_of", self.as_of)
        checked_hash("background", self.background)
        object.__setattr__(self, "view", _checked_view(self.subject, self.view))

    @property
    def parameters(self) -> dict[str, str]:
        """`view` as a mapping, without what is empty: what the readers of addresses take."""
        return {name: value for name, value in self.view if value}


_CHOICES: dict[str, tuple[str, ...]] = {
    "subject": SUBJECTS,
    "lang": ("zh", "en"),
    "style": STYLES,
    "orientation": ORIENTATIONS,
    "labels": LABELS,
}


def _checked_view(subject: Subject, view: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The view's parameters in order, each known and given once, those that every view has all there."""
    given = dict(view)
    always = (*STATE_KEYS, *ALWAYS.get(subject, ()))
    strange = sorted(set(given) - set(always) - set(OPTIONAL.get(subject, ())))
    missing = [name for name in always if name not in given]
    if strange or missing or len(given) < len(view):
        words = ", ".join((*strange, *(f"{name}?" for name in missing))) or "×2"
        raise StateError("快照的视图有误 The view of a sheet", f"{subject}: {words}", " ".join(always))
    if any(len(value) > LONGEST_VALUE for value in given.values()):
        raise StateError("快照的视图有误 The view of a sheet", "…", f"≤ {LONGEST_VALUE}")
    return tuple(sorted((name, value) for name, value in given.items() if value or name in always))


def canonical(request: SheetRequest) -> str:
    """The one text of a request: JSON with sorted keys and no spaces."""
    raw = asdict(request) | {"view": dict(request.view), "panels": list(request.panels)}
    return json.dumps(raw, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def code_of(request: SheetRequest) -> str:
    """Ten characters of Crockford's base 32 that name the request and with it the bytes."""
    return code_of_text(canonical(request))


def request_of(text: str) -> SheetRequest:
    """The request that `canonical` wrote, wherever the text was kept.

    Raises
    ------
    StateError
        When the text is no request, or one of another version of the drawing.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_request(text[:40]) from None
    if not isinstance(raw, dict):
        raise _no_request(text[:40])
    if (version := raw.get("sheet_version")) != SHEET_VERSION or isinstance(version, bool):
        raise StateError(
            "快照由另一版程序生成 The sheet was made by another version",
            f"sheet_version {str(version)[:20]} ≠ {SHEET_VERSION}",
            "用当时的程序重出，或按同样的选项重新出图 use that version, or make the sheet anew with the same choices",
        )
    names = {field.name for field in fields(SheetRequest)}
    if wrong := sorted(names ^ set(raw)):
        raise _no_request(", ".join(wrong)[:80])
    return SheetRequest(**{name: _typed(name, raw[name]) for name in names})


def _typed(name: str, value: Any) -> Any:
    """A value of the JSON in the type of its field; StateError when it is of another."""
    if name == "view":
        fits = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        value = tuple(sorted(value.items())) if fits else value
    elif name == "panels":
        fits = isinstance(value, list) and all(isinstance(text, str) for text in value)
        value = tuple(value) if fits else value
    elif name in _FLAGS:
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, int if name == "sheet_version" else str)
    if not fits:
        raise _no_request(f"{name}: {str(value)[:40]}")
    return value


_FLAGS = frozenset({"is_public", "graticule", "inset", "neighbours", "rivers"})


def _no_request(what: str) -> StateError:
    return StateError(
        "不是快照的参数 Not the parameters of a sheet",
        what,
        "用快照文件本身，或 canonical JSON give the sheet itself, or its canonical JSON",
    )


def require_ready(request: SheetRequest) -> None:
    """StateError for what is well formed but may not be printed: a public sheet without its number."""
    if request.is_public and not request.approval:
        raise StateError(
            "公开版缺少审图号 A public sheet needs an approval number",
            "审图号 approval number: —",
            "填写审图号，或改为内部使用 enter the number, or make it for internal use",
        )
