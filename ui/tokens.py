"""Design tokens: every colour, size and step of type, in one place.

Categories are kinds with different tasks, not grades: three hues that stay apart for the three kinds of colour
blindness, each with a second cue. The choropleth ramp is a cool blue that none of the category hues comes near.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Setting = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours of one setting, as ``#rrggbb``.

    ``ramp`` runs from least to most and is never used for categories; ``category`` maps a category code to its hue.
    """

    page: str
    panel: str
    panel_raised: str
    line: str
    ink: str
    ink_soft: str
    ink_faint: str
    accent: str
    accent_soft: str
    good: str
    bad: str
    warn: str
    map_sea: str  # the sheet the region lies on
    map_neighbour: str
    map_neighbour_line: str
    map_river: str
    map_edge: str  # fine edges between units
    map_edge_strong: str  # edges of the level above
    map_halo: str  # halo of labels
    map_label: str
    no_data: str
    ramp: tuple[str, ...]
    category: dict[str, str]


LIGHT = Palette(
    page="#f4f6f9",
    panel="#ffffff",
    panel_raised="#ffffff",
    line="#dde3ea",
    ink="#14243a",
    ink_soft="#4a5b70",
    ink_faint="#5f7085",
    accent="#1d5fa8",
    accent_soft="#e6eef8",
    good="#0b7a4b",
    bad="#b3261e",
    warn="#9a5b00",
    map_sea="#eaeff4",
    map_neighbour="#f3f5f6",
    map_neighbour_line="#ccd5de",
    map_river="#8fb8d8",
    map_edge="#ffffff",
    map_edge_strong="#4b637f",
    map_halo="#ffffff",
    map_label="#14243a",
    no_data="#d5d8dc",
    ramp=("#e3ecf6", "#bcd2e8", "#8cb1d6", "#5687bb", "#2b5d96", "#143a68"),
    category={"1": "#d98200", "2": "#b04a8f", "3": "#00875f"},
)

DARK = Palette(
    page="#07111f",
    panel="#0d1b2e",
    panel_raised="#12243c",
    line="#1f3450",
    ink="#eaf2fb",
    ink_soft="#a9bdd3",
    ink_faint="#8299b3",
    accent="#5aa9f0",
    accent_soft="#12304f",
    good="#4cc38a",
    bad="#ff8a80",
    warn="#f0b35a",
    map_sea="#081527",
    map_neighbour="#0d1f35",
    map_neighbour_line="#1d3653",
    map_river="#2f6f9f",
    map_edge="#0a1a2d",
    map_edge_strong="#9cc3e8",
    map_halo="#06101d",
    map_label="#f2f8ff",
    no_data="#3a4555",
    ramp=("#17324f", "#1f4c78", "#2b6ba5", "#4a90cd", "#86bbe8", "#cde5fa"),
    category={"1": "#ffb233", "2": "#d070ae", "3": "#26b98f"},
)

PALETTES: dict[Setting, Palette] = {"light": LIGHT, "dark": DARK}

# Cold and hot spots at 99, 95 and 90 %, from coldest to hottest, nothing of note in the middle.
HOT_SPOTS: dict[Setting, tuple[str, ...]] = {
    "light": ("#1d5fa8", "#6ba3d6", "#bcd8ef", "#f7f8f9", "#f6c6bb", "#e0705b", "#a5191c"),
    "dark": ("#7cc0ff", "#2f78bd", "#1d446d", "#12243c", "#63292e", "#bb4640", "#ff8f80"),
}

# Second cue of each category, for print, projectors and colour-blind viewers.
CATEGORY_HATCH = {"1": "solid", "2": "dashed", "3": "dotted"}

# Type scale in rem (16 px), one ratio; figures are tabular.
TYPE_REM = {
    "micro": 0.75,
    "small": 0.8125,
    "body": 0.9375,
    "lead": 1.0625,
    "title": 1.375,
    "figure": 1.875,
    "hero": 2.5,
}
FONT_FAMILY = "'Noto Sans SC OneMap', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
RADIUS_PX = 10
