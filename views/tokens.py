"""Design tokens: every colour, size and step of type, in one place.

Categories are kinds with different tasks, not grades: hues that stay apart for the three kinds of colour blindness,
each with a second cue. A region has as many categories as it likes, with codes of its own: they take hues and cues in
the region's order. The choropleth ramp is a cool blue that none of the category hues comes near.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

Setting = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours of one setting, as ``#rrggbb``.

    ``ramp`` runs from least to most and is never used for categories; ``hues`` are those of the categories in order.
    ``category`` and ``hatch`` map a category's code to its hue and its second cue, once :meth:`of` knows the codes.
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
    hues: tuple[str, ...]
    category: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hatch: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, categories: Sequence[str]) -> Palette:
        """The palette with the hues and cues of a region's categories, given by their codes in order."""
        return replace(
            self,
            category=MappingProxyType({c: self.hues[i % len(self.hues)] for i, c in enumerate(categories)}),
            hatch=MappingProxyType({c: category_pattern(i) for i, c in enumerate(categories)}),
        )

    def place(self, category: str) -> int:
        """Which of the region's categories a code is, from 1: style sheets know them by number."""
        return list(self.category).index(category) + 1


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
    hues=("#d98200", "#b04a8f", "#00875f", "#6a3fd0", "#7a3b12"),
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
    hues=("#ffb233", "#d070ae", "#26b98f", "#a88bff", "#ff7043"),
)

PALETTES: dict[Setting, Palette] = {"light": LIGHT, "dark": DARK}

# Cold and hot spots at 99, 95 and 90 %, from coldest to hottest, nothing of note in the middle.
HOT_SPOTS: dict[Setting, tuple[str, ...]] = {
    "light": ("#1d5fa8", "#6ba3d6", "#bcd8ef", "#f7f8f9", "#f6c6bb", "#e0705b", "#a5191c"),
    "dark": ("#7cc0ff", "#2f78bd", "#1d446d", "#12243c", "#63292e", "#bb4640", "#ff8f80"),
}

# Second cue of each category, for print, projectors and colour-blind viewers: a style of border.
CATEGORY_PATTERNS = ("solid", "dashed", "dotted", "double")
# Style sheets dress so many categories by number.
MOST_CATEGORIES = 8

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


def category_pattern(index: int) -> str:
    """Second cue of the category at a place in the region's order; with its hue it is the only one of its kind."""
    return CATEGORY_PATTERNS[index % len(CATEGORY_PATTERNS)]


def ramp_colours(ramp: Sequence[str], steps: int) -> tuple[str, ...]:
    """A ramp spread over `steps` classes, both ends used, its middle for one: the very colours that the map mixes."""
    if steps <= 1:
        return (ramp[len(ramp) // 2],) * max(steps, 0)
    places = (index * (len(ramp) - 1) / (steps - 1) for index in range(steps))
    return tuple(mixed(ramp[int(at)], ramp[min(int(at) + 1, len(ramp) - 1)], at % 1) for at in places)


def mixed(a: str, b: str, share: float) -> str:
    """The colour between two ``#rrggbb``, channel by channel, rounded as a browser rounds."""
    pairs = ((int(a[at : at + 2], 16), int(b[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{int(low + (high - low) * share + 0.5):02x}" for low, high in pairs)
