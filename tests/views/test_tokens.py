"""Colours: readable in both settings, apart for colour-blind readers, the same in Streamlit's configuration."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from ui.theme import SETTINGS, css_variables
from views.tokens import CATEGORY_PATTERNS, FONT_FAMILY, MOST_CATEGORIES, PALETTES, Setting

Array = npt.NDArray[np.float64]

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
_DEFICIENCIES: dict[str, Array] = {
    "none": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _linear(colour: str) -> Array:
    value = np.array([int(colour[index : index + 2], 16) for index in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _luminance(colour: str) -> float:
    return float(_linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _lab(linear: Array) -> Array:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = np.clip(to_xyz @ np.clip(linear, 0, 1), 1e-9, None) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first: str, second: str, deficiency: str = "none") -> float:
    """CIE76 colour difference as seen with that deficiency."""
    matrix = _DEFICIENCIES[deficiency]
    return float(np.linalg.norm(_lab(matrix @ _linear(first)) - _lab(matrix @ _linear(second))))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("ground", ["page", "panel", "panel_raised"])
@pytest.mark.parametrize(
    ("ink", "least"),
    [
        ("ink", 7.0),
        ("ink_soft", 4.5),
        ("ink_faint", 4.5),
        ("accent", 4.5),
        ("good", 4.5),
        ("bad", 4.5),
        ("warn", 4.5),
    ],
)
def test_words_stand_out_from_every_ground(setting: Setting, ground: str, ink: str, least: float) -> None:
    palette = PALETTES[setting]
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= least


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_marked_choice_stays_readable(setting: Setting) -> None:
    palette = PALETTES[setting]
    assert contrast(palette.accent, palette.accent_soft) >= 4.5
    assert contrast(palette.panel, palette.accent) >= 4.5  # words on a primary button


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("deficiency", list(_DEFICIENCIES))
def test_categories_stay_apart_for_every_eye(setting: Setting, deficiency: str) -> None:
    hues = PALETTES[setting].hues
    assert min(distance(a, b, deficiency) for a, b in itertools.combinations(hues, 2)) >= 15


def test_categories_have_a_second_cue_each() -> None:
    assert len(set(CATEGORY_PATTERNS)) == len(CATEGORY_PATTERNS) == 4


@pytest.mark.parametrize("setting", SETTINGS)
def test_categories_are_dressed_in_order_whatever_their_codes(setting: Setting) -> None:
    codes = ["乡", "A", "9", "x y", "e", "f", "g", "h"]
    palette = PALETTES[setting].of(codes)
    pairs = [(palette.category[code], palette.hatch[code]) for code in codes]
    assert len(set(pairs)) == len(codes) == MOST_CATEGORIES
    assert [palette.place(code) for code in codes] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert palette.hatch["乡"] == "solid"
    assert PALETTES[setting].of(["2", "1"]).category["2"] == palette.category["乡"]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_ramp_goes_one_way_in_lightness(setting: Setting) -> None:
    steps = [_luminance(colour) for colour in PALETTES[setting].ramp]
    assert steps == sorted(steps, reverse=setting == "light")


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("deficiency", list(_DEFICIENCIES))
def test_neighbouring_classes_of_the_ramp_can_be_told_apart(setting: Setting, deficiency: str) -> None:
    ramp = PALETTES[setting].ramp
    assert min(distance(a, b, deficiency) for a, b in itertools.pairwise(ramp)) >= 8


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("deficiency", list(_DEFICIENCIES))
def test_no_data_is_no_step_of_the_ramp(setting: Setting, deficiency: str) -> None:
    palette = PALETTES[setting]
    assert min(distance(palette.no_data, step, deficiency) for step in palette.ramp) >= 7


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_variable_that_the_stylesheets_use_is_written(setting: Setting, root: Path) -> None:
    sheets = [*(root / "static" / "theme").glob("*.css"), *(root / "static" / "onemap").glob("*.css")]
    text = "\n".join(sheet.read_text("utf-8") for sheet in sheets)
    used = set(re.findall(r"var\((--om-[a-z0-9-]+)\)", text))  # with a fallback it need not be written
    written = set(re.findall(r"(--om-[a-z0-9-]+):", css_variables(setting)))
    assert used - written == set()


@pytest.mark.parametrize("setting", SETTINGS)
def test_streamlits_configuration_has_the_same_colours(setting: Setting, root: Path) -> None:
    theme = tomllib.loads((root / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    palette = PALETTES[setting]
    assert theme["font"] == FONT_FAMILY
    assert theme[setting] == {
        "primaryColor": palette.accent,
        "backgroundColor": palette.page,
        "secondaryBackgroundColor": palette.panel,
        "textColor": palette.ink,
        "linkColor": palette.accent,
        "borderColor": palette.line,
        "dataframeBorderColor": palette.line,
        "dataframeHeaderBackgroundColor": palette.page if setting == "light" else palette.panel_raised,
    }
