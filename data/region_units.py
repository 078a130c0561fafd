"""The unit table: every unit of every level with its names, memberships, figures and exact geometry."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pypinyin import Style, lazy_pinyin

from data.region import UNIT_LEVELS, LevelName, Region
from geo.coverage import union_by
from geo.crs import STORAGE_CRS, FloatArray, GeometryArray, area_km2

CODE_COLUMNS = (
    "grid_code", "community_code", "street_code", "street_part_code", "county_code", "zone_code", "category",
)  # fmt: skip
UNIT_COLUMNS = (
    "level", "code", "name", "name_official", "name_en", "pinyin", "initials", "kind", "parent_code", *CODE_COLUMNS,
    "population", "area_km2", "n_communities", "n_grids", "lon", "lat", "minx", "miny", "maxx", "maxy", "seq",
    "schematic", "valid_from", "valid_to",
)  # fmt: skip
#: What a unit of each level knows of the levels above it.
_KNOWN_ABOVE = {
    "city": (),
    "category": (),
    "zone": ("category",),
    "county": ("category",),
    "street": ("county_code", "zone_code", "category"),
    "street_part": ("street_code", "county_code", "zone_code", "category"),
    "community": ("street_code", "street_part_code", "county_code", "zone_code", "category"),
    "grid": ("community_code", "street_code", "street_part_code", "county_code", "zone_code", "category"),
}
_OWN_COLUMN = {
    "category": "category", "zone": "zone_code", "county": "county_code", "street": "street_code",
    "street_part": "street_part_code", "community": "community_code", "grid": "grid_code",
}  # fmt: skip
_NAME_COLUMNS = ("name", "name_official", "name_en", "pinyin", "initials", "kind")
#: Label points need no more than this share of a unit's size in accuracy.
_LABEL_TOLERANCE = 0.02


def build_units(region: Region) -> gpd.GeoDataFrame:
    """Build the unit table of a region.

    Returns
    -------
    One row a unit, EPSG:4490, sorted by level (largest first) and code; columns :data:`UNIT_COLUMNS` and
    ``geometry``. ``seq`` counts 0… within a level. ``lon``, ``lat`` lie inside the unit, near its visual centre.
    ``area_km2`` is planar area in the region's equal-area projection (按图计算). Levels city, category, zone and
    street_part are exact unions of communities. Codes of finer levels, and of levels that a unit straddles, are
    None. A county's category is that of the zone with its code. ``valid_from`` is the day since which an accepted
    official version gives the outline (missing: older than the record), ``valid_to`` its last day where that is known.
    """
    base = _communities(region)
    grids = region.grids.merge(base.drop(columns=["population", "geometry", *_NAME_COLUMNS]), left_on="parent_code",
                               right_on="community_code", suffixes=("", "_community"))  # fmt: skip
    frames = []
    for level in UNIT_LEVELS:
        members = grids if level == "grid" else base
        if level == "grid":
            frame = _grid_rows(grids, base, region.levels["grid"])
        elif level == "community":
            frame = base.assign(code=base["community_code"], parent_code=base["street_code"])
        else:
            frame = _grouped(region, base, level)
        frame["level"] = level
        frame = _measures(frame, members, grids, level, region)
        frame["valid_from"], frame["valid_to"] = _validity(region, level, frame["code"])
        frames.append(frame)
    units = pd.concat([frame[[*UNIT_COLUMNS, "geometry"]] for frame in frames], ignore_index=True)
    for column in ("parent_code", *CODE_COLUMNS):
        units[column] = units[column].astype(object).where(units[column].notna(), None)
    return gpd.GeoDataFrame(units, geometry="geometry", crs=STORAGE_CRS)


def _communities(region: Region) -> gpd.GeoDataFrame:
    """Communities with their names and every code above them."""
    register = region.divisions.set_index("code")
    frame = region.communities.rename(columns={"code": "community_code", "parent_code": "street_code"})
    for column in _NAME_COLUMNS:
        frame[column] = frame["community_code"].map(register[column]).to_numpy()
    frame["county_code"] = frame["street_code"].map(register["parent_code"]).to_numpy()
    frame["zone_code"] = frame["community_code"].map(region.zone_of_community()).to_numpy()
    frame["category"] = frame["zone_code"].map(region.category_of_zone()).to_numpy()
    zones = frame.groupby("street_code")["zone_code"].nunique()
    split = frame["street_code"].map(zones).to_numpy() > 1
    whole = frame["street_code"].to_numpy(dtype=object)
    frame["street_part_code"] = np.where(
        split, whole + "~" + frame["zone_code"].to_numpy(dtype=object), whole
    )
    frame["grid_code"] = None
    return frame


def _grid_rows(grids: gpd.GeoDataFrame, base: gpd.GeoDataFrame, level: LevelName) -> gpd.GeoDataFrame:
    """Grids are named in their community; pinyin and English follow it."""
    names = base.set_index("community_code")
    number = grids["code"].str[-3:]
    community = grids["parent_code"]
    return grids.assign(
        name_official=community.map(names["name_official"]) + grids["name"],
        name_en=f"{level.name_en} " + number + ", " + community.map(names["name_en"]),
        pinyin=community.map(names["pinyin"]) + number,
        initials=community.map(names["initials"]) + number,
        kind=level.name,
    )


def _grouped(region: Region, base: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """Rows of a level above communities, from the communities that belong to it."""
    key = pd.Series(region.adcode, index=base.index) if level == "city" else base[_OWN_COLUMN[level]]
    groups = base.groupby(key.to_numpy(dtype=str), sort=True)
    table = region.divisions[["code", *_NAME_COLUMNS]].to_numpy(dtype=object)
    register = {code: dict(zip(_NAME_COLUMNS, names, strict=True)) for code, *names in table.tolist()}
    rows = []
    for code, members in groups:
        row: dict[str, object] = {"code": code, "population": int(members["population"].sum())}
        for column in _KNOWN_ABOVE[level]:
            values = members[column].unique()
            row[column] = values[0] if len(values) == 1 else None
        row["schematic"] = _cut_short(region, base, members) if level in ("category", "zone") else False
        row |= _names(region, register, level, str(code))
        rows.append(row)
    frame = pd.DataFrame(rows)
    for column in CODE_COLUMNS:
        if column not in frame:
            frame[column] = None
    if level in _OWN_COLUMN:
        frame[_OWN_COLUMN[level]] = frame["code"]
    if level == "street_part":
        frame["parent_code"] = frame["zone_code"]
    if level == "street":
        frame["parent_code"] = frame["county_code"]
    if level == "county":
        # The county's own category, whatever zone manages parts of it; its zone is not one.
        frame["category"] = frame["code"].map(region.category_of_zone())
    if level in ("county", "street"):
        layer = region.layer(level)
        known = dict(zip(layer["code"], layer.geometry, strict=True))
        shapes = np.array([known[code] for code in frame["code"]], dtype=object)
    else:
        unions = union_by(base.geometry.to_numpy(), key.astype(str))
        shapes = np.array([unions[code] for code in frame["code"]], dtype=object)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=STORAGE_CRS)


def _names(region: Region, register: dict[str, dict[str, str]], level: str, code: str) -> dict[str, object]:
    """Names and parent of one unit above the communities."""
    managed = {zone.code: zone for zone in region.managed}
    category_of = region.category_of_zone()
    if level == "city":
        return _named(region.name, region.name, region.name_en, region.levels["city"].name, None)
    if level == "category":
        category = next(item for item in region.categories if item.code == code)
        return _named(
            category.name, category.name, category.name_en, region.levels[level].name, region.adcode
        )
    if level == "zone" and code in managed:
        zone = managed[code]
        return _named(zone.short_name, zone.name, zone.name_en, zone.kind, category_of[code])
    if level == "street_part":
        street, _, zone_code = code.partition("~")
        names = dict(register[street])
        if zone_code in managed:
            part, part_en = managed[zone_code].short_name, managed[zone_code].name_en
        elif zone_code:
            part, part_en = register[zone_code]["name"], register[zone_code]["name_en"]
        else:
            return {**names}
        names["name"] = f"{names['name']}（{part}部分）"
        names["name_official"] = f"{names['name_official']}（{part}部分）"
        names["name_en"] = f"{names['name_en']} (part in {part_en})"
        return {**names}
    parent = {"zone": category_of.get(code), "county": region.adcode}.get(level)
    return {**register[code], "parent_code": parent}


def _named(name: str, official: str, english: str, kind: str, parent: str | None) -> dict[str, object]:
    """Names of a unit that is not in the register: its pinyin is spelled here."""
    return {
        "name": name,
        "name_official": official,
        "name_en": english,
        "pinyin": "".join(lazy_pinyin(name)).lower(),
        "initials": "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower(),
        "kind": kind,
        "parent_code": parent,
    }


def _measures(
    frame: gpd.GeoDataFrame, members: pd.DataFrame, grids: pd.DataFrame, level: str, region: Region
) -> gpd.GeoDataFrame:
    """Add counts, area, label point, bounds, order and whether the edges are made up."""
    frame = frame.sort_values("code", ignore_index=True)
    if level in _OWN_COLUMN:
        frame[_OWN_COLUMN[level]] = frame["code"]
        column = _OWN_COLUMN[level]
        own = frame["code"]
        communities = grids.groupby(column)["community_code"].nunique() if level != "grid" else None
        frame["n_communities"] = 0 if communities is None else own.map(communities).to_numpy()
        frame["n_grids"] = 1 if level == "grid" else own.map(grids.groupby(column).size()).to_numpy()
    else:
        frame["n_communities"], frame["n_grids"] = grids["community_code"].nunique(), len(grids)
    shapes = frame.geometry.to_numpy()
    frame["area_km2"] = area_km2(frame.geometry, region.equal_area_crs)
    frame[["lon", "lat"]] = label_points(shapes)
    frame[["minx", "miny", "maxx", "maxy"]] = shapely.bounds(shapes)
    frame["seq"] = np.arange(len(frame), dtype=np.int64)
    frame["schematic"] = _schematic(region, frame, level)
    for column in ("population", "n_communities", "n_grids"):
        frame[column] = frame[column].astype("int64")
    return frame


def _cut_short(region: Region, base: pd.DataFrame, members: pd.DataFrame) -> bool:
    """Whether a unit takes only a part of some county, so that its edge runs along made-up lines."""
    whole = base["county_code"].value_counts()
    taken = members["county_code"].value_counts()
    return bool((whole[taken.index] != taken).any()) and region.layers["community"].schematic


def _schematic(region: Region, frame: pd.DataFrame, level: str) -> pd.Series[bool]:
    """Whether the edges of each unit are made up."""
    layers = region.layers
    if level in ("city", "category", "zone"):
        return frame.get("schematic", False) | pd.Series(layers["county"].schematic, index=frame.index)
    if level == "street_part":
        split = frame["code"] != frame["street_code"]
        return (split & layers["community"].schematic) | pd.Series(
            layers["street"].schematic, index=frame.index
        )
    return pd.Series(layers[level].schematic, index=frame.index)


def _validity(region: Region, level: str, codes: pd.Series[str]) -> tuple[pd.Series[pd.Timestamp], ...]:
    """First and last day of the outlines of a level's units; NaT where it is not known."""
    since = region.accepted.valid_from if region.accepted else {}
    return tuple(
        pd.Series(
            [pd.Timestamp(days[level, code]) if (level, code) in days else pd.NaT for code in codes],
            index=codes.index,
            dtype="datetime64[us]",
        )
        for days in (since, region.valid_to)
    )


def label_points(shapes: GeometryArray) -> FloatArray:
    """(n, 2) degrees: the middle of the largest circle that fits into each polygon; always inside it."""
    sizes = np.sqrt(shapely.area(shapes))
    circles = [
        shapely.maximum_inscribed_circle(shape, tolerance=float(size) * _LABEL_TOLERANCE)
        for shape, size in zip(shapes, sizes, strict=True)
    ]
    points = np.array([circle.coords[0] for circle in circles], dtype=np.float64)
    outside = ~shapely.contains_xy(shapes, points[:, 0], points[:, 1])
    if outside.any():
        points[outside] = shapely.get_coordinates(shapely.point_on_surface(shapes[outside]))
    return points
