"""What a sheet is asked for: every choice that may change a byte of it, and the short code that they make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from views.basis import Basis
from views.names import Lang
from views.sheet.sizes import DEFAULT_SIZE, Orientation
from views.state import ViewState

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


@dataclass(frozen=True)
class SheetRequest:
    """Every choice of one sheet; equal requests give equal bytes.

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

    @property
    def parameters(self) -> dict[str, str]:
        """`view` as a mapping."""
        return dict(self.view)


def canonical(request: SheetRequest) -> str:
    """The one text of a request: JSON with sorted keys and no spaces."""
    raise NotImplementedError


def code_of(request: SheetRequest) -> str:
    """Ten characters of Crockford's base 32 that name the request and with it the bytes."""
    raise NotImplementedError


def request_of(text: str) -> SheetRequest:
    """The request of a canonical text; StateError when it is none."""
    raise NotImplementedError


def read_request(params: Mapping[str, str], basis: Basis) -> tuple[SheetRequest, tuple[str, ...]]:
    """The request that an address of the snapshot screen asks for, and the parameters that were left out."""
    raise NotImplementedError


def write_request(request: SheetRequest, basis: Basis) -> dict[str, str]:
    """The shortest address of the snapshot screen that reads back as the request."""
    raise NotImplementedError


def state_of(request: SheetRequest, basis: Basis) -> ViewState:
    """The state of the request's view; StateError when the release does not know it."""
    raise NotImplementedError


def live_address(request: SheetRequest) -> tuple[str, dict[str, str]]:
    """Page (its address below the root) and parameters that show the same view live."""
    raise NotImplementedError
