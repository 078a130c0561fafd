"""What an official layer must hold against the register, the census and the borders in force. Nothing here raises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.boundaries.codes import GRID_DIGITS, CodedLayer
from data.boundaries.comparison import compare
from data.boundaries.faults import Fault
from data.derive_levels import Seeds
from data.region import Region
from data.region_layers import STORED_LEVELS
from geo.crs import STORAGE_CRS, GeometryArray

# A border drawn twice differs by well below this share of the area inside it …
_OUTLINE_WORTH_TELLING = 0.002
# … and a file that differs by more from an official border is another place, another datum or another time.
_OUTLINE_FAR = 0.05
_AREA_FACTOR = 1.5


def parent_of(level: str) -> str | None:
    """The stored level above; None for the coarsest."""
    at = STORED_LEVELS.index(level)
    return STORED_LEVELS[at - 1] if at else None


def finer_official(region: Region, level: str) -> list[Fault]:
    """A level whose borders follow from a finer official one cannot be replaced by itself."""
    below = STORED_LEVELS[STORED_LEVELS.index(level) + 1 :]
    finest = next((name for name in reversed(below) if not region.layers[name].schematic), None)
    if finest is None:
        return []
    return [Fault("finer_official", (), region.levels[finest].name, region.levels[finest].name_en)]


def code_faults(layer: CodedLayer, region: Region) -> list[Fault]:
    """Codes against the register; of grids, their communities."""
    if layer.level == "grid":
        return _grid_faults(layer, region)
    register = region.divisions.loc[region.divisions["level"] == layer.level].set_index("code")
    faults = [Fault("code_missing", (code,)) for code in sorted(set(register.index) - set(layer.codes))]
    for code, name, shape in zip(layer.codes, layer.names, layer.shapes, strict=True):
        if code not in register.index:
            faults.append(Fault("code_unknown", (code,), place=_inside(shape)))
            continue
        known = (str(register.at[code, "name"]), str(register.at[code, "name_official"]))
        if name and not any(name in text or text in name for text in known):
            faults.append(Fault("name_differs", (code,), name, place=_inside(shape)))
    return faults


def _grid_faults(layer: CodedLayer, region: Region) -> list[Fault]:
    communities = set(region.communities["code"])
    faults = []
    for code, shape in zip(layer.codes, layer.shapes, strict=True):
        if len(code) <= GRID_DIGITS or not code[-GRID_DIGITS:].isdecimal():
            faults.append(Fault("grid_code", (code,), place=_inside(shape)))
        elif code[:-GRID_DIGITS] not in communities:
            faults.append(Fault("orphan_grid", (code,), code[:-GRID_DIGITS], place=_inside(shape)))
    held = {code[:-GRID_DIGITS] for code in layer.codes}
    return faults + [Fault("no_grid", (code,)) for code in sorted(communities - held)]


def _inside(shape: shapely.Geometry) -> tuple[float, float] | None:
    if shapely.is_missing(shape) or shapely.is_empty(shape):
        return None
    # The middle of the box will do to point at a unit, broken or not.
    minx, miny, maxx, maxy = shapely.bounds(shape)
    return float((minx + maxx) / 2), float((miny + maxy) / 2)


def parents(layer_level: str, codes: list[str], region: Region) -> list[str]:
    """The unit of the level above that each code belongs to; "" where the register does not know it."""
    if layer_level == "grid":
        return [code[:-GRID_DIGITS] for code in codes]
    known = region.divisions.loc[region.divisions["level"] == layer_level].set_index("code")["parent_code"]
    return [str(known.get(code, "")) for code in codes]


def outline_faults(level: str, codes: list[str], shapes: GeometryArray, region: Region) -> list[Fault]:
    """The union of a unit's parts against the border of that unit in force."""
    above = parent_of(level)
    if above is None:
        whole = shapely.coverage_union_all(region.counties.geometry.to_numpy())
        now = gpd.GeoDataFrame({"code": [region.adcode]}, geometry=[whole], crs=STORAGE_CRS)
        of, is_official = [region.adcode] * len(codes), not region.layers[level].schematic
    else:
        of = parents(level, codes, region)
        # Made-up borders are no measure: the level above them is, up to the coarsest.
        while region.layers[above].schematic and (higher := parent_of(above)):
            of, above = parents(above, of, region), higher
        now, is_official = region.layer(above), not region.layers[above].schematic
    groups = np.array(of, dtype=str)
    names = [name for name in np.unique(groups) if name]
    unions = [shapely.union_all(shapes[groups == name]) for name in names]
    found = compare(
        now, gpd.GeoDataFrame({"code": names}, geometry=unions, crs=STORAGE_CRS), region.equal_area_crs
    )
    faults = []
    for row in found.units.fillna({"share": 1.0}).itertuples():
        share = float(str(row.share))
        if share > _OUTLINE_WORTH_TELLING:
            kind = "outline_far" if is_official and share > _OUTLINE_FAR else "outline_differs"
            words = f"{share:.1%}（+{row.gained:,.2f} / −{row.lost:,.2f} 平方公里）"
            words_en = f"{share:.1%} (+{row.gained:,.2f} / −{row.lost:,.2f} km²)"
            faults.append(Fault(kind, (str(row.code),), words, words_en))
    return faults


def area_faults(units: pd.DataFrame, region: Region, level: str) -> list[Fault]:
    """Units whose area is far from the one in force; made-up areas say nothing."""
    if region.layers[level].schematic:
        return []
    both = units.dropna(subset=["area_now", "area_new"])
    factor = both["area_new"] / both["area_now"]
    jumps = both[(factor > _AREA_FACTOR) | (factor < 1 / _AREA_FACTOR)]
    return [
        Fault(
            "area_jumps",
            (str(row.code),),
            f"{row.area_now:,.2f} → {row.area_new:,.2f} 平方公里",
            f"{row.area_now:,.2f} → {row.area_new:,.2f} km²",
        )
        for row in jumps.itertuples()
    ]


def seat_faults(codes: list[str], shapes: GeometryArray, seeds: Seeds, region: Region) -> list[Fault]:
    """Units that do not hold the place that is known of them: the sign of exchanged codes."""
    known = [i for i, code in enumerate(codes) if code in seeds]
    if not known:
        return []
    points = shapely.points([seeds[codes[i]][0] for i in known])
    point, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    holder = {int(p): int(s) for p, s in zip(point, shape, strict=True)}
    names = region.divisions.set_index("code")
    faults = []
    for number, i in enumerate(known):
        if holder.get(number) == i:
            continue
        place = seeds[codes[i]][0]
        at = holder.get(number)
        if at is None:
            faults.append(
                Fault("seat_elsewhere", (codes[i],), "文件范围之外", "no unit of the file", place=place)
            )
            continue
        other = codes[at]
        zh, en = (str(names[column].get(other, other)) for column in ("name", "name_en"))
        faults.append(Fault("seat_elsewhere", (codes[i],), zh, en, place=place))
    return faults


def population_of(layer: CodedLayer, region: Region) -> tuple[dict[str, int] | None, list[Fault]]:
    """The file's own population of grids, where it is whole and adds up to the census; else why it is not used."""
    if layer.level not in ("community", "grid") or not (layer.population >= 0).all():
        return None, []
    county = _county_of(region)
    sums: Counter[str] = Counter()
    for code, people in zip(layer.codes, layer.population.tolist(), strict=True):
        community = code if layer.level == "community" else code[:-GRID_DIGITS]
        sums[county.get(community, "")] += people
    faults = []
    for row in region.census.itertuples():
        if sums[str(row.county_code)] != row.population:
            words = f"{sums[str(row.county_code)]:,} ≠ {row.population:,}"
            faults.append(Fault("population_differs", (str(row.county_code),), words))
    if faults:
        return None, faults
    return dict(zip(layer.codes, layer.population.tolist(), strict=True)), []


def _county_of(region: Region) -> Mapping[str, str]:
    register = region.divisions.set_index("code")["parent_code"]
    return {code: str(register[street]) for code, street in
            region.communities[["code", "parent_code"]].itertuples(index=False)}  # fmt: skip
