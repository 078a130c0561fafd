"""Pages of a finished PDF as pictures, for a screen to look at."""

from __future__ import annotations

import io

import pypdfium2


def pages(pdf: bytes, width_px: int) -> tuple[bytes, ...]:
    """Every page of a finished PDF as a PNG so many pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            picture = page.render(scale=width_px / page.get_width()).to_pil()
            out = io.BytesIO()
            picture.convert("RGB").save(out, "PNG")
            found.append(out.getvalue())
        return tuple(found)
    finally:
        document.close()
