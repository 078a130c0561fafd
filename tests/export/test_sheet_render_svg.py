"""SVG of a scene: hostile words stay words, its letters travel along, and nothing that readers draw differently."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from export.sheet.render import picture_of
from export.sheet.scene import Scene
from export.sheet.svg import Lettering, svg_of

_HOSTILE = "</text><script>alert(1)</script>\"'&amp;]]>\x07"
_SVG = "{http://www.w3.org/2000/svg}"


def _scene() -> Scene:
    scene = Scene(160, 90, "#eef2f5", title=_HOSTILE)
    scene.path(
        "M10 10L60 10L60 60z",
        fill="#5687bb",
        fill_opacity=0.6,
        stroke="#14243a",
        stroke_width=0.3,
        dash=(2, 1),
        shift=(1, 1),
    )
    scene.rect(70, 10, 40, 20, "#ffffff", radius=2, stroke="#14243a", stroke_width=0.2)
    scene.circle(130, 30, 8, "#c0392b")
    scene.text(20, 80, "会泽县 22.0", 5, weight=700, halo=0.6, kind="label")
    scene.text(80, 70, "内部使用", 6, rotate=-20, opacity=0.4, spacing=1, kind="backdrop")
    scene.qr(125, 50, 30, "http://10.0.0.1:8501/?s=7KQ2MX9DAB")
    return scene


@pytest.mark.parametrize("lettering", ["named", "embedded", "outlined"])
def test_words_of_people_are_never_markup(lettering: Lettering) -> None:
    scene = _scene()
    scene.text(10, 40, _HOSTILE, 3)
    tree = etree.fromstring(svg_of(scene, lettering=lettering).encode())
    assert not [node for node in tree.iter() if "script" in str(node.tag)]
    assert tree.findtext(f"{_SVG}title") == _HOSTILE.replace("\x07", "")
    if lettering != "outlined":
        assert _HOSTILE.replace("\x07", "") in ["".join(text.itertext()) for text in tree.iter(f"{_SVG}text")]


@pytest.mark.parametrize("lettering", ["named", "embedded", "outlined"])
def test_the_same_scene_gives_the_same_bytes_and_uses_nothing_that_readers_draw_differently(
    lettering: Lettering,
) -> None:
    svg = svg_of(_scene(), lettering=lettering)
    assert svg == svg_of(_scene(), lettering=lettering)
    assert not re.search(r"<(filter|clipPath|mask|pattern|image|foreignObject|script)\b", svg)
    assert not re.search(r'\sopacity="|mix-blend-mode|href="http', svg)


def test_every_letter_travels_with_a_delivered_svg() -> None:
    svg = svg_of(_scene(), lettering="embedded")
    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff2;base64,([^)]+)\)", svg)
    held = {
        int(weight): set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()) for weight, data in faces
    }
    assert held == {700: set(map(ord, "会泽县 22.0")), 400: set(map(ord, "内部使用"))}
    assert len(svg) < 40_000


def test_outlined_letters_look_like_written_ones() -> None:
    pictures = [
        np.asarray(Image.open(io.BytesIO(picture_of(svg_of(_scene(), lettering=lettering), 800, 450))))
        for lettering in ("named", "outlined")
    ]
    written, outlined = (picture[:, :, :3].astype(int) for picture in pictures)
    assert "<text" not in svg_of(_scene(), lettering="outlined")
    assert np.abs(written - outlined).max(axis=2).mean() < 0.5
    # And there are letters: the label is as dark as ink.
    assert written[370:400, 100:260].min() < 60
