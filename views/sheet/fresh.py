"""What a request takes from the moment and the place in which it is made; fixed then, so that its bytes are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from data.settings import Settings
from data.snapshots.background import current_background
from governance.errors import StateError
from views.basis import Basis
from views.sheet.checks import LONGEST


@dataclass(frozen=True)
class Fresh:
    """Parts of a request that nobody chooses on the screen.

    Attributes
    ----------
    watermark
        With the user and the time filled in; "" where none is configured.
    as_of
        Local day, ISO.
    background
        Hash of the background map, kept so that the sheet can be drawn again when the region's has changed.
    """

    link_base: str = ""
    marking: str = ""
    watermark: str = ""
    as_of: str = ""
    background: str = ""


def fresh_choices(
    basis: Basis, settings: Settings | None = None, *, user: str = "", link_base: str = ""
) -> Fresh:
    """What this installation puts on a sheet now.

    Parameters
    ----------
    user
        Who asks, for the watermark.
    link_base
        Address of the application as the user reached it; the configured one (``ONEMAP_LINK_BASE``) goes first.

    Raises
    ------
    StateError
        When the configured watermark has other placeholders than ``{user}`` and ``{time}``.
    ReleaseError
        When the disk is full.
    """
    settings = settings or Settings.from_env()
    now = datetime.now(ZoneInfo(basis.definitions.timezone))
    return Fresh(
        link_base=settings.link_base or link_base,
        marking=settings.sheet_marking,
        watermark=_watermark(settings.sheet_watermark, user, f"{now:%Y-%m-%d %H:%M}"),
        as_of=now.date().isoformat(),
        background=current_background(settings),
    )


def _watermark(template: str, user: str, time: str) -> str:
    try:
        words = template.format(user=user, time=time)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise StateError(
            "水印的格式有误 The watermark's template",
            template[:60],
            "只可用 only: {user} {time}",
        ) from None
    # A name comes from outside: what could not be printed is left out, or nobody of that name could make a sheet.
    printable = "".join(
        sign for sign in words if sign.isspace() or (sign.isprintable() and sign not in "<>&")
    )
    return " ".join(printable.split())[: LONGEST["watermark"]].rstrip()
