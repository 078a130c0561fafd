"""Which sheet a file is: by what it says of itself, or, where that was lost on the way, by the QR that it shows."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from data.settings import Settings
from data.snapshots.store import canonical_of
from export.sheet.metadata import read_back
from export.sheet.qr import read_qr
from governance.errors import StateError
from views.sheet.code import read_code
from views.sheet.request import SheetRequest, request_of

# Messengers and office programs write these.
_PICTURES = ("PNG", "JPEG", "WEBP")
_MOST_PIXELS = 100_000_000


def sheet_in(data: bytes, settings: Settings) -> SheetRequest:
    """The request of the sheet that a file is or shows.

    Raises
    ------
    StateError
        When it is none of ours, or shows a code that is not known here.
    """
    try:
        return read_back(data)
    except StateError:
        link = _link_in(data)
        if link is None:
            raise
    return request_of(canonical_of(settings, read_code(link)))


def _link_in(data: bytes) -> str | None:
    """What a QR in a picture says; None where there is no picture or no QR."""
    try:
        with Image.open(io.BytesIO(data), formats=_PICTURES) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            return read_qr(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
