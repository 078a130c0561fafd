"""The message that a rerun sends to the map: a `MapLayer` as a small JSON object, without geometry."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.array_codec import FloatArray, Packed, pack_classes, pack_numbers
from ui.text import Lang, t
from views.map_layer import MapLayer
from views.tokens import FONT_FAMILY, PALETTES, Setting

FACTS = ("population", "area_km2")
FACT_TOLERANCE = 1e-6  # The geometry file rounds areas to the square metre.
OUTSIDE = -2
Classes = Packed | tuple[str, list[float], str]
_COLOURS = (
    "panel", "panel_raised", "line", "ink", "ink_soft", "ink_faint", "accent", "accent_soft", "map_sea",
    "map_neighbour", "map_neighbour_line", "map_river", "map_edge", "map_edge_strong", "map_halo", "map_label",
    "no_data",
)  # fmt: skip
_WORDS = (
    "map", "loading", "failed", "missing", "retry", "zoom_in", "zoom_out", "fit", "fullscreen", "north", "km", "m",
    "schematic",
)  # fmt: skip


def map_message(
    layer: MapLayer,
    *,
    theme: Setting,
    lang: Lang,
    source: str,
    categories: Mapping[str, str],
    padding: Sequence[int],
    static_dir: Path,
) -> dict[str, object]:
    """Everything the browser needs to draw `layer`, but no shapes.

    Parameters
    ----------
    layer
        Classes and figures by unit.
    theme, lang
        Setting of the palette, language of words and names.
    source
        Line at the foot of the map.
    categories
        Names of the region's categories by code, in its order: for the hover card, hues and patterns.
    padding
        Pixels kept free at top, right, bottom, left when the map fits to its scope.
    static_dir
        Where the geometry is published: a denominator that it carries already is not sent again.

    Returns
    -------
    dict
        JSON-ready; some 10 KB for 12,000 units.
    """
    classes, numerators, denominators = _packed(layer, static_dir)
    return {
        "hash": layer.geometry_hash,
        "level": layer.level,
        "membership": layer.membership,
        "n": len(layer.classes),
        "k": layer.n_classes,
        "cls": classes,
        "num": numerators,
        "den": denominators,
        "factor": layer.scale,
        "digits": layer.digits,
        "names": {
            "indicator": layer.indicator_name,
            "num": layer.numerator_name,
            "den": layer.denominator_name,
            "unit": layer.unit,
        },
        "scopeUnit": {
            "level": layer.scope_level,
            "code": layer.scope_code,
            "bounds": [round(side, 6) for side in layer.scope_bounds],
        },
        "selected": layer.selected_code,
        "schematic": layer.schematic,
        "filter": sorted(layer.category_filter),
        "padding": list(padding),
        "source": source,
        "lang": lang,
        "theme": _theme(theme, tuple(categories)),
        "text": {word: t(f"map_frame.{word}", lang) for word in _WORDS}
        | {"none": t("common.missing", lang), "categories": dict(categories)},
    }


@lru_cache(maxsize=128)
def _packed(layer: MapLayer, static_dir: Path) -> tuple[Classes, Packed, Packed]:
    """Classes, numerators and denominators of a layer; kept, since many look at the same one, and again and again."""
    outside = layer.classes == OUTSIDE
    facts = published_facts(static_dir, layer.geometry_hash, layer.level)

    def pack(values: FloatArray) -> tuple[Packed, FloatArray]:
        # A unit outside the view cannot be pointed at: its figures need not travel.
        inside = np.where(outside, np.nan, values)
        packed = _pack_figures(inside, facts)
        # The browser divides what it has: the published figure, where that stands for the layer's.
        return packed, facts[packed[1]] if packed[0] == "unit" else inside

    numerators, above = pack(layer.numerators)
    denominators, below = pack(layer.denominators)
    rates = np.where(outside, np.nan, above) / np.where(below > 0, below, np.nan)
    return _pack_classes(layer, rates), numerators, denominators


def _pack_classes(layer: MapLayer, rates: FloatArray) -> Classes:
    """Classes as the rates at which they begin, when the browser then finds the very same ones; else one by one.

    Both sides divide IEEE doubles, so equal here is equal there. It saves a third of a message of grids.
    """
    outside = layer.classes == OUTSIDE
    steps = [layer.classes == step for step in range(int(layer.classes.max(initial=-1)) + 1)]
    starts = [float(rates[step].min(initial=np.inf)) for step in steps]
    found = np.where(np.isnan(rates), -1, np.searchsorted(starts, rates, side="right") - 1)
    if not all(map(math.isfinite, starts)) or not np.array_equal(
        np.where(outside, OUTSIDE, found), layer.classes
    ):
        return pack_classes(layer.classes)
    return "starts", starts, pack_classes(outside.astype(np.int8))[1] if outside.any() else ""


def _theme(theme: Setting, categories: tuple[str, ...]) -> dict[str, object]:
    palette = PALETTES[theme].of(categories)
    colours: dict[str, object] = {name: getattr(palette, name) for name in _COLOURS}
    return colours | {
        "dark": theme == "dark",
        "ramp": palette.ramp,
        "category": dict(palette.category),
        "hatch": dict(palette.hatch),
        "font": FONT_FAMILY,
    }


def _pack_figures(values: FloatArray, facts: Mapping[str, npt.NDArray[np.float64]]) -> Packed:
    """Name the published figure that `values` repeats wherever it is known, or pack it."""
    known = ~np.isnan(values)
    for name, fact in facts.items():
        if (
            known.any()
            and len(fact) == len(values)
            and np.allclose(values[known], fact[known], rtol=0, atol=FACT_TOLERANCE)
        ):
            return "unit", name
    return pack_numbers(values)


@lru_cache(maxsize=16)
def published_facts(static_dir: Path, geometry_hash: str, level: str) -> dict[str, FloatArray]:
    """Population and area by unit as the published geometry carries them; nothing when there is no such file."""
    path = static_dir / "geometry" / geometry_hash / f"{level}.topo.json.gz"
    if not geometry_hash or not path.is_file():
        return {}
    units = json.loads(gzip.decompress(path.read_bytes()))["objects"]["units"]["geometries"]
    properties = [unit.get("properties", {}) for unit in units]
    return {
        name: np.array([unit.get(name, np.nan) for unit in properties], dtype=np.float64) for name in FACTS
    }
