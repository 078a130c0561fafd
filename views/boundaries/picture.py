"""The picture of a proposal: as it is, as proposed, and what changes hands; the whole region or around one unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.boundaries.comparison import visible
from views.boundaries.drawing import RAMP, Drawing, Group, Ink, Shape, Words, box, text_width
from views.boundaries.keys import CLASSES, PictureWords, class_key, line_key, scale_bar, unit_key
from views.boundaries.window import Window, parents_of

_PAD, _GAP, _HEAD, _FOOT = 8.0, 14.0, 46.0, 54.0
# Beyond so many, nobody points at single units, and their edges are hairlines.
_MOST_SINGLE, _MANY = 2_500, 600
_AROUND = 0.18
_DASH = (3.2, 2.2)
_RING = 6.5

Marks = list[Shape | Words]


@dataclass(frozen=True, eq=False)
class PictureData:
    """What is drawn, in metres of the region's equal-area projection.

    Attributes
    ----------
    now, proposed
        ``code, parent_code, geometry``.
    now_is_schematic
        Made-up edges are dashed.
    units, pieces
        Of the comparison.
    names
        By code, in the language of the reader.
    unit
        The unit to look at closely; None: the whole region.
    spots
        Where something is wrong with the proposed layer: x, y and what.
    """

    now: gpd.GeoDataFrame
    proposed: gpd.GeoDataFrame
    now_is_schematic: bool
    units: pd.DataFrame
    pieces: gpd.GeoDataFrame
    names: Mapping[str, str]
    unit: str | None = None
    spots: tuple[tuple[float, float, str], ...] = ()


def share_class(share: float) -> int:
    """Class of a share of area changed; the last one for a unit that had no area."""
    return int(np.searchsorted(CLASSES, share, side="right")) if share == share else len(CLASSES)


def draw(data: PictureData, words: PictureWords, *, width: float, height: float) -> Drawing:
    """Lay the three maps out side by side, each with its head; keys and scale below."""
    panel = (width - 2 * _PAD - 2 * _GAP) / 3
    bounds = _bounds(data)
    windows = [
        Window(bounds, _PAD + number * (panel + _GAP), _HEAD, panel, height - _HEAD - _FOOT - _PAD)
        for number in range(3)
    ]
    now, new = windows[0].simplified(data.now), windows[0].simplified(data.proposed)
    look = _differences if data.unit is None else _differences_of_unit
    inner = (
        _map(now, windows[0], data, is_new=False),
        _map(new, windows[1], data, is_new=True),
        look(now, new, windows[2], data, words),
    )
    heads = (
        (words.now, words.now_note),
        (words.proposed, words.proposed_note),
        (words.difference, words.difference_note),
    )
    marks: list[Shape | Words | Group] = []
    for window, (head, note), drawn in zip(windows, heads, inner, strict=True):
        marks.append(Words(window.x, 17, head, 15, is_bold=True))
        marks.append(Words(window.x, 36, _fit(note, panel, 11), 11, "soft"))
        marks.append(Group(window.box, (Shape(box(*window.box), fill="sheet"), *drawn)))
        marks.append(Shape(box(*window.box), stroke="line", width=1))
    first, second, third = (window.x for window in windows)
    marks += scale_bar(first, height - 22, windows[0].scale, panel, words.kilometres)
    marks += line_key(second, height - 26, words)
    marks += unit_key(third, height, words) if data.unit else class_key(third, height, panel, words)
    return Drawing(width, height, tuple(marks), words.title)


def _bounds(data: PictureData) -> tuple[float, float, float, float]:
    """The part of the region to show."""
    every = pd.concat([data.now[["code", "geometry"]], data.proposed[["code", "geometry"]]])
    own = every if data.unit is None else every[every["code"] == data.unit]
    minx, miny, maxx, maxy = shapely.total_bounds(own.geometry.to_numpy())
    pad = (0.02 if data.unit is None else _AROUND) * max(maxx - minx, maxy - miny)
    return float(minx - pad), float(miny - pad), float(maxx + pad), float(maxy + pad)


def _map(layer: gpd.GeoDataFrame, window: Window, data: PictureData, *, is_new: bool) -> Marks:
    """One state of the level: land, edges of its units, stronger edges of the level above, names."""
    near = window.near(layer)
    shapes = near.geometry.to_numpy()
    inks = dict.fromkeys(near["code"], RAMP[0])
    if data.unit in inks:
        inks[data.unit] = RAMP[2]
    marks = _ground(near, window, inks, {code: data.names.get(code, code) for code in near["code"]})
    edge = Shape(
        window.lines(shapes),
        stroke="new" if is_new else "old",
        width=0.45 if len(near) > _MANY else 0.8 if data.unit is None else 1.1,
        dash=_DASH if data.now_is_schematic and not is_new else None,
        is_closed=False,
    )
    marks.append(edge)
    marks.append(Shape(window.lines(parents_of(layer)[1]), stroke="edge-strong", width=1.5, is_closed=False))
    if is_new:
        marks += [_ring(window, x, y, what) for x, y, what in data.spots]
    return marks + _names(layer, window, data)


def _ring(window: Window, x: float, y: float, what: str) -> Shape:
    """A ring around a place where something is wrong."""
    turn = np.linspace(0, 2 * np.pi, 25)[:-1]
    circle = window.at(np.array([[x, y]])) + _RING * np.column_stack([np.cos(turn), np.sin(turn)])
    return Shape((circle,), fill="loss", fill_opacity=0.12, stroke="loss", width=1.8, title=what)


def _ground(
    layer: gpd.GeoDataFrame, window: Window, inks: Mapping[str, Ink], titles: Mapping[str, str]
) -> Marks:
    """The units' own colours; each tells who it is, unless there are too many to point at."""
    if len(layer) <= _MOST_SINGLE:
        return [
            Shape(window.rings([shape]), fill=inks[code], title=titles[code], code=code)
            for code, shape in _coded(layer)
        ]
    inked = layer.assign(ink=layer["code"].map(inks))
    return [
        Shape(window.rings(rows.geometry.to_numpy()), fill=ink)
        for ink in RAMP
        if len(rows := inked[inked["ink"] == ink])
    ]


def _names(layer: gpd.GeoDataFrame, window: Window, data: PictureData) -> Marks:
    """Names where they fit, the largest units first: of the level above over a region, of the units close up."""
    if data.unit is None:
        codes, shapes = parents_of(layer)
    else:
        near = window.near(layer)
        codes, shapes = list(near["code"]), shapely.intersection(near.geometry.to_numpy(), window.seen)
    size = 11.5 if data.unit is None else 11.0
    taken: list[tuple[float, float, float, float]] = []
    marks: Marks = []
    for i in np.argsort(-shapely.area(shapes), kind="stable").tolist():
        text, inside = data.names.get(codes[i], ""), shapely.point_on_surface(shapes[i])
        if not text or shapely.is_empty(inside):
            continue
        x, y = window.at(np.array([[inside.x, inside.y]]))[0].tolist()
        half = text_width(text, size) / 2
        own = (x - half - 2, y - size * 0.75, x + half + 2, y + size * 0.55)
        is_cut = own[0] < window.x or own[2] > window.x + window.width
        if is_cut or any(own[0] < b[2] and own[2] > b[0] and own[1] < b[3] and own[3] > b[1] for b in taken):
            continue
        taken.append(own)
        marks.append(
            Words(
                x, y + size * 0.36, text, size, "ink", "middle", is_bold=codes[i] == data.unit, has_halo=True
            )
        )
    return marks


def _differences(
    now: gpd.GeoDataFrame, new: gpd.GeoDataFrame, window: Window, data: PictureData, words: PictureWords
) -> Marks:
    """Every unit by the share of its area that changes hands, under both borders."""
    units = data.units.set_index("code")
    titles = {
        code: f"{data.names.get(code, code)}\n{words.gained} +{gained:,.2f} km²\n{words.lost} −{lost:,.2f} km²"
        for code, gained, lost in units[["gained", "lost"]].itertuples()
    }
    inks = {code: RAMP[share_class(float(units["share"].get(code, np.nan)))] for code in new["code"]}
    marks = _ground(new, window, inks, titles)
    marks += _borders(now, new, window, 0.6 if len(new) > _MANY else 1.0)
    marks.append(Shape(window.lines(parents_of(new)[1]), stroke="edge-strong", width=1.5, is_closed=False))
    return marks


def _borders(now: gpd.GeoDataFrame, new: gpd.GeoDataFrame, window: Window, width: float) -> Marks:
    """Both borders, cased so that they stand out on any ground."""
    old_lines, new_lines = (window.lines(window.near(layer).geometry.to_numpy()) for layer in (now, new))
    return [
        Shape(new_lines, stroke="halo", width=width * 2.1, is_closed=False),
        Shape(old_lines, stroke="halo", width=width * 1.3, is_closed=False),
        Shape(old_lines, stroke="ink", width=width * 0.8, dash=_DASH, is_closed=False),
        Shape(new_lines, stroke="new", width=width, is_closed=False),
    ]


def _differences_of_unit(
    now: gpd.GeoDataFrame, new: gpd.GeoDataFrame, window: Window, data: PictureData, words: PictureWords
) -> Marks:
    """What one unit gains and loses, and whom it comes from and goes to."""
    near = window.near(new)
    own = new[new["code"] == data.unit].geometry.to_numpy()
    marks: Marks = [
        Shape(window.rings(near.geometry.to_numpy()), fill="ramp-0"),
        Shape(window.rings(own), fill="ramp-1"),
    ]
    pieces = visible(data.pieces)
    gains, losses = (pieces[pieces[column] == data.unit] for column in ("to_code", "from_code"))
    marks += _exchanged(gains, "from_code", "gain", 45, f"{words.gained} +", window, data)
    marks += _exchanged(losses, "to_code", "loss", 135, f"{words.lost} −", window, data)
    marks += _borders(now, new, window, 1.0)
    marks.append(Shape(window.lines(parents_of(new)[1]), stroke="edge-strong", width=1.5, is_closed=False))
    marks.append(Shape(window.lines(own), stroke="new", width=2.4, is_closed=False))
    return marks + _names(new, window, data)


def _exchanged(
    pieces: gpd.GeoDataFrame, other: str, ink: Ink, hatch: int, verb: str, window: Window, data: PictureData
) -> Marks:
    """Pieces that one unit gains or loses, each with whom it comes from or goes to."""
    return [
        Shape(
            window.rings([shape]), fill=ink, fill_opacity=0.42, stroke=ink, width=0.5, hatch=hatch,
            title=f"{verb}{area:,.3f} km² · {data.names.get(whom, whom) or '—'}",
        )
        for shape, area, whom in zip(pieces.geometry.to_numpy(), pieces["area_km2"], pieces[other], strict=True)
    ]  # fmt: skip


def _coded(layer: gpd.GeoDataFrame) -> Iterator[tuple[str, shapely.Geometry]]:
    return zip(layer["code"], layer.geometry.to_numpy(), strict=True)


def _fit(text: str, width: float, size: float) -> str:
    """The text, shortened where it would run out of its column."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"
