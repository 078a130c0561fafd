"""How a sheet is dressed: inks, ramp, category bands, hatches and the type scale, in three styles.

Every length is in millimetres on the sheet and grows with its *design unit*: 1 on A3 (a short side of 297 mm). `light` is
for paper and bright screens, `dark` for walls, `grey` for printers and copiers without colour: there nothing is told by
hue alone, and categories and the two ends of a diverging scale are told by the style of a line or a hatching.

Colours are those of the screens (`views.tokens`), so that a sheet looks like the view it was made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from export.sheet.type_scale import LEAST_PX, TYPE
from views.tokens import DARK, HOT_SPOTS, LIGHT, ramp_colours

StyleName = Literal["light", "dark", "grey"]


@dataclass(frozen=True)
class Hatch:
    """Parallel lines over a fill.

    Attributes
    ----------
    angle
        Degrees, counter-clockwise from the x axis.
    step, width
        Between lines, and of a line; mm.
    """

    ink: str
    angle: float
    step: float
    width: float


@dataclass(frozen=True)
class Band:
    """The band of a category just inside the borders of its members; mm.

    Attributes
    ----------
    dash
        On and off along the border; empty = unbroken. The second cue in colour, the only one in grey.
    """

    ink: str
    opacity: float
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Style:
    """Everything that a mark of a sheet may be dressed with.

    Attributes
    ----------
    unit
        Design unit in mm: lengths below are this many times their value on A3.
    ground
        The sheet outside all marks (paper); `plate` is the ground of the map on it.
    ink, ink_soft, ink_faint
        Text and fine marks, from strong to weak; all readable on `ground` and `plate`.
    stamp
        Marking and 审图号.
    bars
        Plain bars (histogram, classes).
    shadow
        Under the region, as stacked translucent strokes.
    pixel
        A pixel of a sheet 1,080 high in mm where texts have a least size in pixels, 0 elsewhere.
    """

    name: StyleName
    unit: float
    ground: str
    plate: str
    rule: str
    ink: str
    ink_soft: str
    ink_faint: str
    accent: str
    stamp: str
    good: str
    bad: str
    bars: str
    qr_dark: str
    qr_light: str
    neighbour: str
    neighbour_line: str
    neighbour_label: str
    graticule: str
    shadow: str
    shadow_opacity: float
    land: str  # the region where nothing is coloured
    river: str
    edge: str
    edge_strong: str
    outline: str
    halo: str
    label: str
    point: str
    no_data: str
    ramp: tuple[str, ...]
    diverging: tuple[str, ...]
    hues: tuple[str, ...]
    categories: tuple[str, ...] = ()
    pixel: float = 0.0

    def mm(self, units: float) -> float:
        """A length of so many design units, in mm."""
        return round(units * self.unit, 3)

    def type(self, step: str) -> float:
        """Size of a step of the type scale, in mm."""
        return max(self.mm(TYPE[step]), round(LEAST_PX.get(step, 0.0) * self.pixel, 3))

    def ramp_of(self, steps: int) -> tuple[str, ...]:
        """The ramp spread over so many classes, both ends used; one class alone is the middle of it."""
        return ramp_colours(self.ramp, steps)

    def place(self, category: str | None) -> int:
        """Which of the region's categories a code is, from 0; unknown ones come last."""
        return self.categories.index(category) if category in self.categories else len(self.categories)

    def hue(self, category: str | None) -> str:
        """Colour of a category."""
        return self.hues[self.place(category) % len(self.hues)]

    def point_ink(self, standing: int) -> str:
        """Colour of a point: 0 for any case, or by how it stands from 1: closed, not filed, open, overdue."""
        if self.name == "grey":
            return (self.point, "#a6a6a6", "#d0d0d0", "#6a6a6a", "#000000")[standing]
        other = self.bars if self.name == "light" else self.ink_faint
        return (self.point, self.ramp[3], other, self.ramp[-1], self.bad)[standing]

    def band(self, category: str | None) -> Band:
        """The band of a category inside the borders of its members."""
        place = self.place(category) % len(_DASHES)
        dash = tuple(self.mm(part) for part in _DASHES[place])
        if self.name == "grey":
            return Band("#222222", 1.0, self.mm(1.15), dash)
        return Band(self.hue(category), 0.78 if self.name == "light" else 0.85, self.mm(1.35), ())

    def no_data_hatch(self) -> Hatch:
        """The lines over units without data."""
        ink = {"light": "#aab3bd", "dark": "#55677d", "grey": "#8c8c8c"}[self.name]
        return Hatch(ink, 45.0, self.mm(1.3), self.mm(0.16))

    def class_hatch(self, kind: str, index: int) -> Hatch | None:
        """The lines over a class where grey alone cannot tell it: cold ends of a diverging scale, categories."""
        if self.name != "grey":
            return None
        if kind == "diverging" and index < len(self.diverging) // 2:
            return Hatch("#3a3a3a", 135.0, self.mm((1.0, 1.5, 2.2)[index]), self.mm(0.2))
        if kind == "category" and index:
            return Hatch("#4a4a4a", (45.0, 0.0, 135.0, 90.0)[(index - 1) % 4], self.mm(1.7), self.mm(0.18))
        return None


# Dashes of the categories in order, in design units.
_DASHES: tuple[tuple[float, ...], ...] = ((), (3.2, 1.5), (1.0, 1.1), (4.2, 1.0, 1.0, 1.0))

_LIGHT = Style(
    name="light",
    unit=1.0,
    ground="#ffffff",
    plate="#eef2f5",
    rule="#c3cdd7",
    ink="#14243a",
    ink_soft="#43546a",
    ink_faint="#5f7085",
    accent="#1d5fa8",
    stamp="#a3281f",
    good=LIGHT.good,
    bad=LIGHT.bad,
    bars="#b4c0cc",
    qr_dark="#14243a",
    qr_light="#ffffff",
    neighbour="#e4eaef",
    neighbour_line="#ffffff",
    neighbour_label="#7c8b9b",
    graticule="#d3dbe3",
    shadow="#23364d",
    shadow_opacity=0.05,
    land="#fbfcfd",
    river="#7fb0d6",
    edge="#ffffff",
    edge_strong="#3f566f",
    outline="#14243a",
    halo="#ffffff",
    label="#14243a",
    point="#1d5fa8",
    no_data="#f6f6f5",
    ramp=LIGHT.ramp,
    diverging=HOT_SPOTS["light"],
    hues=LIGHT.hues,
)

_DARK = Style(
    name="dark",
    unit=1.0,
    ground="#07111f",
    plate="#081527",
    rule="#2a4364",
    ink="#eaf2fb",
    ink_soft="#b4c6da",
    ink_faint="#8ba1ba",
    accent="#5aa9f0",
    stamp="#ff9d94",
    good=DARK.good,
    bad=DARK.bad,
    bars="#35557c",
    qr_dark="#07111f",
    qr_light="#f2f7fc",
    neighbour="#0d1f35",
    neighbour_line="#1d3653",
    neighbour_label="#6d86a3",
    graticule="#17304c",
    shadow="#000000",
    shadow_opacity=0.1,
    land="#12243c",
    river="#3a80b5",
    edge="#0a1a2d",
    edge_strong="#9cc3e8",
    outline="#d8e9fa",
    halo="#06101d",
    label="#f2f8ff",
    point="#ffd27a",
    no_data="#1a2738",
    ramp=DARK.ramp,
    diverging=HOT_SPOTS["dark"],
    hues=DARK.hues,
)

_GREY = Style(
    name="grey",
    unit=1.0,
    ground="#ffffff",
    plate="#ffffff",
    rule="#b5b5b5",
    ink="#111111",
    ink_soft="#3d3d3d",
    ink_faint="#5c5c5c",
    accent="#3a3a3a",
    stamp="#111111",
    good="#111111",
    bad="#111111",
    bars="#b0b0b0",
    qr_dark="#000000",
    qr_light="#ffffff",
    neighbour="#f3f3f3",
    neighbour_line="#cfcfcf",
    neighbour_label="#757575",
    graticule="#e2e2e2",
    shadow="#000000",
    shadow_opacity=0.035,
    land="#ffffff",
    river="#9a9a9a",
    edge="#ffffff",
    edge_strong="#3a3a3a",
    outline="#000000",
    halo="#ffffff",
    label="#000000",
    point="#222222",
    no_data="#ffffff",
    ramp=("#f0f0f0", "#d2d2d2", "#adadad", "#868686", "#5c5c5c", "#333333"),
    diverging=("#d9d9d9", "#e8e8e8", "#f4f4f4", "#ffffff", "#b8b8b8", "#7d7d7d", "#3c3c3c"),
    hues=("#d4d4d4", "#f4f4f4", "#f4f4f4", "#f4f4f4", "#f4f4f4"),
)

STYLES: Mapping[StyleName, Style] = MappingProxyType({"light": _LIGHT, "dark": _DARK, "grey": _GREY})


def style_of(name: StyleName, unit: float, categories: Sequence[str], pixel: float = 0.0) -> Style:
    """A style for a sheet of a design unit, with the codes of the region's categories in order."""
    return replace(STYLES[name], unit=unit, categories=tuple(categories), pixel=pixel)
