"""The code of a sheet as a QR: made as path data, and read back from finished pictures."""

from __future__ import annotations

from functools import lru_cache

import segno
import zxingcpp
from PIL import Image

from export.sheet.marks import Box
from export.sheet.paths import number

# Modules of light around the code; readers need them.
QUIET = 4


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[tuple[int, ...], ...]:
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(row) for row in code.matrix)


def module_count(text: str) -> int:
    """Modules along a side, quiet zone included."""
    return len(_modules(text)) + 2 * QUIET


def qr_path(text: str, box: Box) -> str:
    """Path data of the dark modules within `box`, its quiet zone left free."""
    side = box.width / module_count(text)
    rows = []
    for down, row in enumerate(_modules(text)):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                # A run and its row end where the next ones begin: rounded ends, not rounded lengths.
                x, y = box.x + (start + QUIET) * side, box.y + (down + QUIET) * side
                right, bottom = box.x + (end + QUIET) * side, box.y + (down + QUIET + 1) * side
                rows.append(f"M{number(x)} {number(y)}H{number(right)}V{number(bottom)}H{number(x)}z")
            start = end + 1
    return "".join(rows)


def read_qr(picture: Image.Image) -> str | None:
    """What the QR in a picture says; None when none can be read."""
    # Made anew each time: the library complains at exit about what a module still holds then.
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=wanted)
    return found[0].text if found else None
