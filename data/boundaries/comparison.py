"""What changes hands between two sets of boundaries of one level: by unit, by pair, and piece by piece on the map."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import GeometryArray

#: Thinner pieces than this mean two drawings of one line: they count as area, and are not listed one by one.
_SLIVER_M = 0.5
#: An outline that moved less than this on average is the same one, rounded or with more vertices.
_SAME_M = 0.05


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two layers of a level, in square kilometres of the region's equal-area projection.

    Attributes
    ----------
    units
        One row a code of either layer, sorted by it: ``code, area_now, area_new`` (NaN where it has none), ``gained``,
        ``lost``, ``kept``, ``share`` (gained and lost against the area now; NaN for a new unit), ``is_same``.
    pieces
        What changes hands: ``from_code``, ``to_code`` ("" where nobody has it), ``area_km2``, ``geometry``; in the
        equal-area projection, largest first.
    """

    units: pd.DataFrame
    pieces: gpd.GeoDataFrame

    @property
    def moved_km2(self) -> float:
        """Area that another unit, or nobody, gets."""
        return float(self.pieces["area_km2"].sum())

    @property
    def n_changed(self) -> int:
        """Units whose outline is another one, new ones and vanished ones included."""
        return int((~self.units["is_same"]).sum())


def compare(now: gpd.GeoDataFrame, new: gpd.GeoDataFrame, equal_area_crs: str) -> Comparison:
    """Overlay two layers.

    Parameters
    ----------
    now, new
        ``code``, ``geometry`` (EPSG:4490). Overlaps and gaps of the new layer are borne, and count as they are.
    """
    old_codes, new_codes = (frame["code"].to_numpy(dtype=object) for frame in (now, new))
    old, fresh = _plane(now, equal_area_crs), _plane(new, equal_area_crs)
    one, other = shapely.STRtree(fresh).query(old, predicate="intersects")
    same_shape = _identical(now, new)
    # Where both layers hold the very same shape, it meets its neighbours only along lines.
    trivial = np.isin(old_codes[one], same_shape) | np.isin(new_codes[other], same_shape)
    own = old_codes[one] == new_codes[other]
    wanted = ~trivial | own
    one, other, own = one[wanted], other[wanted], own[wanted]
    shared = _overlay(old[one], fresh[other], own & np.isin(old_codes[one], same_shape))
    area = shapely.area(shared) / 1e6
    kept = pd.Series(area[own], index=old_codes[one][own])
    moved = ~own & (area > 0)
    frames = [_pieces(shared[moved], old_codes[one][moved], new_codes[other][moved])]
    # What nobody had, or nobody gets.
    for shapes, codes, against, is_lost in (
        (old, old_codes, fresh, True),
        (fresh, new_codes, old, False),
    ):
        todo = np.flatnonzero(~np.isin(codes, same_shape))
        rest = _rest(shapes[todo], against)
        some = shapely.area(rest) > 0
        blank = np.full(int(some.sum()), "", dtype=object)
        mine = codes[todo][some]
        frames.append(_pieces(rest[some], mine if is_lost else blank, blank if is_lost else mine))
    pieces = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    pieces = pieces.sort_values(
        ["area_km2", "from_code", "to_code"], ascending=[False, True, True], ignore_index=True
    )
    units = _units(old_codes, new_codes, old, fresh, kept, same_shape)
    return Comparison(units, gpd.GeoDataFrame(pieces, geometry="geometry", crs=equal_area_crs))


def visible(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The pieces that are more than two drawings of one line."""
    shapes = pieces.geometry.to_numpy()
    width = 2 * shapely.area(shapes) / np.maximum(shapely.length(shapes), 1e-9)
    return pieces[width > _SLIVER_M]


def _plane(frame: gpd.GeoDataFrame, crs: str) -> GeometryArray:
    shapes = np.asarray(frame.geometry.to_crs(crs).to_numpy(), dtype=object)
    return np.asarray(shapely.make_valid(shapes, method="structure", keep_collapsed=False), dtype=object)


def _identical(now: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> list[str]:
    """Codes whose shape is the same in both layers, vertex by vertex."""
    fresh = dict(zip(new["code"], shapely.normalize(new.geometry.to_numpy()), strict=True))
    old = shapely.normalize(now.geometry.to_numpy())
    return [
        code
        for code, shape in zip(now["code"], old, strict=True)
        if code in fresh and shapely.equals_exact(shape, fresh[code], 0.0)
    ]


def _overlay(one: GeometryArray, other: GeometryArray, is_same: npt.NDArray[np.bool_]) -> GeometryArray:
    result = np.empty(len(one), dtype=object)
    result[is_same] = one[is_same]
    result[~is_same] = shapely.intersection(one[~is_same], other[~is_same])
    return result


def _rest(shapes: GeometryArray, against: GeometryArray) -> GeometryArray:
    """What of each shape no member of `against` covers."""
    if not len(shapes):
        return shapes
    tree = shapely.STRtree(against)
    one, other = tree.query(shapes, predicate="intersects")
    result = np.empty(len(shapes), dtype=object)
    groups = np.split(other, np.searchsorted(one, np.arange(1, len(shapes))))
    for i, (shape, near) in enumerate(zip(shapes, groups, strict=True)):
        result[i] = shapely.difference(shape, shapely.union_all(against[near])) if len(near) else shape
    return result


def _pieces(shapes: GeometryArray, origin: GeometryArray, target: GeometryArray) -> pd.DataFrame:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    inner, of_part = shapely.get_parts(parts, return_index=True)  # a collection may hold multipolygons
    owner = owner[of_part]
    flat = shapely.get_type_id(inner) == 3
    frame = pd.DataFrame({"from_code": origin[owner[flat]], "to_code": target[owner[flat]]}, dtype=object)
    frame["area_km2"] = shapely.area(inner[flat]) / 1e6
    frame["geometry"] = inner[flat]
    return frame


def _units(
    old_codes: GeometryArray,
    new_codes: GeometryArray,
    old: GeometryArray,
    fresh: GeometryArray,
    kept: pd.Series[float],
    same_shape: list[str],
) -> pd.DataFrame:
    codes = sorted({*old_codes, *new_codes})
    units = pd.DataFrame({"code": codes})
    units["area_now"] = units["code"].map(pd.Series(shapely.area(old) / 1e6, index=old_codes))
    units["area_new"] = units["code"].map(pd.Series(shapely.area(fresh) / 1e6, index=new_codes))
    units["kept"] = units["code"].map(kept.groupby(level=0).sum()).fillna(0.0)
    units["gained"] = (units["area_new"].fillna(0.0) - units["kept"]).clip(lower=0.0)
    units["lost"] = (units["area_now"].fillna(0.0) - units["kept"]).clip(lower=0.0)
    units["share"] = (units["gained"] + units["lost"]) / units["area_now"]
    border = units["code"].map(pd.Series(shapely.length(old) / 1e3, index=old_codes))
    moved_m = (units["gained"] + units["lost"]) / border * 1e3
    units["is_same"] = units["code"].isin(same_shape) | (moved_m < _SAME_M) & units["area_new"].notna()
    units.loc[units["code"].isin(same_shape), ["gained", "lost", "share"]] = 0.0
    return units
