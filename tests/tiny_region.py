"""A complete region drawn in letters: the same file formats as a real one, small enough to reckon by hand.

Each letter is one grid of 0.01° × 0.01°; equal letters make a community. The drawing's lower left corner is
103.0° E, 25.0° N. Rows run from north to south. ``build_tiny_region(folder)`` writes it all.

Two counties (west 990101, east 990102), two categories, and the managed zone ``990100-GX``, which takes
community ``e`` from the eastern county, so that street 990102001 is split between two zones.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import shapely

from data.region_layers import CONTEXT, LayerSource, write_layer, write_manifest
from geo.coverage import union_by
from geo.crs import STORAGE_CRS, to_degrees

ORIGIN = (103.0, 25.0)
CELL = 100_000  # 0.01° in 1e-7°

DRAWING = """
aabbbbeeffff
aabbbbeeffff
aaabbbeeefff
aacccceeggff
ddccccggggff
ddccchhggghh
dddchhhhghhh
dddhhhhhhhhh
"""
# Letter: community code, official name, kind, population. The parent street is the first nine digits.
COMMUNITIES = {
    "a": ("990101001001", "东门居民委员会", "居委会", 4_000),
    "b": ("990101001002", "河湾社区居民委员会", "居委会", 3_001),
    "c": ("990101100001", "大海居民委员会", "居委会", 2_000),
    "d": ("990101100200", "石桥村民委员会", "村委会", 999),
    "e": ("990102001001", "新城居民委员会", "居委会", 3_500),
    "f": ("990102001002", "东门居民委员会", "居委会", 2_500),
    "g": ("990102200200", "松林村民委员会", "村委会", 1_200),
    "h": ("990102200201", "白水村民委员会", "村委会", 800),
}
SHORT_NAMES = {
    "a": "东门社区", "b": "河湾社区", "c": "大海社区", "d": "石桥村",
    "e": "新城社区", "f": "东门社区", "g": "松林村", "h": "白水村",
}  # fmt: skip
STREETS = {
    "990101001": ("西门街道", "街道", "Ximen Subdistrict", "ximenjiedao", "xmjd"),
    "990101100": ("板桥镇", "镇", "Banqiao Town", "banqiaozhen", "bqz"),
    "990102001": ("东山街道", "街道", "Dongshan Subdistrict", "dongshanjiedao", "dsjd"),
    "990102200": ("板桥乡", "乡", "Banqiao Township", "banqiaoxiang", "bqx"),
}
COUNTIES = {
    "990101": ("西县", "县", "West County", "xixian", "xx"),
    "990102": ("东县", "县", "East County", "dongxian", "dx"),
}
MANAGED_CODE = "990100-GX"
MANAGED_COMMUNITY = "990102001001"
SPLIT_STREET = "990102001"

REGION_TOML = """
id = "tiny"
adcode = "990100"
name = "小城市"
name_en = "Tiny"
province = "试验省"
province_en = "Trial"
timezone = "Asia/Shanghai"
storage_crs = "EPSG:4490"
equal_area_crs = "+proj=aea +lat_1=24.9 +lat_2=25.2 +lat_0=25.0 +lon_0=103.0 +ellps=GRS80 +units=m"
metric_crs = "EPSG:4544"
schematic_note = "示意边界"
schematic_note_en = "schematic boundary"

[levels]
city = { name = "市", name_en = "City" }
category = { name = "类别", name_en = "Category" }
zone = { name = "片区（管理）", name_en = "Zone (managed)" }
county = { name = "县（属地）", name_en = "County" }
street = { name = "街道", name_en = "Street" }
street_part = { name = "街道", name_en = "Street" }
community = { name = "社区", name_en = "Community" }
grid = { name = "网格", name_en = "Grid" }

[[category]]
code = "1"
name = "一类示范区"
name_en = "Category I"
numeral = "Ⅰ"
task = "先行"
task_en = "Go first"
members = ["990101", "990100-GX"]

[[category]]
code = "2"
name = "二类示范区"
name_en = "Category II"
numeral = "Ⅱ"
task = "跟进"
task_en = "Follow"
members = ["990102"]

[[managed]]
code = "990100-GX"
name = "小城高新技术产业开发区"
short_name = "高新区"
name_en = "Tiny High-tech Zone"
kind = "开发区"
communities = ["990102001001"]
note = "示意"
"""


def cell_letters() -> dict[tuple[int, int], str]:
    """Letter of each grid by (column from the west, row from the south)."""
    rows = DRAWING.split()
    return {(x, len(rows) - 1 - y): letter for y, row in enumerate(rows) for x, letter in enumerate(row)}


def cell_centre(letter: str, index: int = 0) -> tuple[float, float]:
    """(lon, lat) in the middle of a community's grid number `index` (the order of the grids' codes)."""
    x, y = [cell for cell, found in _ordered_cells() if found == letter][index]
    return (ORIGIN[0] + (x + 0.5) * 0.01, ORIGIN[1] + (y + 0.5) * 0.01)


def build_tiny_region(folder: Path) -> Path:
    """Write the tiny region into `folder` (made if missing) and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "region.toml").write_text(REGION_TOML.lstrip(), encoding="utf-8")
    (folder / "divisions.csv").write_text(_divisions(), encoding="utf-8")
    (folder / "census.csv").write_text(_census(), encoding="utf-8")
    real = Path(__file__).resolve().parent.parent / "data" / "regions" / "qujing"
    for name in (
        "indicators.toml",
        "incident_classes.csv",
        "departments.toml",
        "office_hours.toml",
        "limits.csv",
        "whistle_themes.csv",
        "whistle_departments.csv",
    ):
        shutil.copy(real / name, folder / name)
    (folder / "assessment.toml").write_text(_assessment(real / "assessment.toml"), encoding="utf-8")
    _boundaries(folder / "boundaries")
    return folder


def _ordered_cells() -> list[tuple[tuple[int, int], str]]:
    """Grids from north to south and west to east, as their codes count them."""
    return sorted(cell_letters().items(), key=lambda item: (-item[0][1], item[0][0]))


def _assessment(real: Path) -> str:
    """The real schemes of the categories that this region has."""
    return real.read_text(encoding="utf-8").partition('[[category]]\ncode = "3"')[0]


def _divisions() -> str:
    rows = [
        ("county", code, name, name, kind, "990100", name_en, pinyin, initials)
        for code, (name, kind, name_en, pinyin, initials) in COUNTIES.items()
    ] + [
        ("street", code, name, name, kind, code[:6], name_en, pinyin, initials)
        for code, (name, kind, name_en, pinyin, initials) in STREETS.items()
    ]
    for letter, (code, official, kind, _) in COMMUNITIES.items():
        spelled = f"shequ{letter}"
        rows.append(
            (
                "community",
                code,
                official,
                SHORT_NAMES[letter],
                kind,
                code[:9],
                f"Unit {letter}",
                spelled,
                f"s{letter}",
            )
        )
    header = "level,code,name_official,name,kind,parent_code,name_en,pinyin,initials"
    return "\n".join([header, *(",".join(row) for row in sorted(rows, key=lambda row: row[1]))]) + "\n"


def _census() -> str:
    sums = dict.fromkeys(COUNTIES, 0)
    for code, _, _, population in COMMUNITIES.values():
        sums[code[:6]] += population
    lines = [f"{county},{total},2020,trial census" for county, total in sums.items()]
    return "\n".join(["county_code,population,year,source", *lines]) + "\n"


def _boundaries(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    x0, y0 = (round(degrees * 1e7) for degrees in ORIGIN)
    codes, names, people, shapes = [], [], [], []
    count = dict.fromkeys(COMMUNITIES, 0)
    total = {letter: sum(found == letter for found in cell_letters().values()) for letter in COMMUNITIES}
    for (x, y), letter in _ordered_cells():
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        shapes.append(shapely.Polygon(to_degrees([(x0 + i * CELL, y0 + j * CELL) for i, j in corners])))
        code, _, _, population = COMMUNITIES[letter]
        # Largest parts first, so that grids sum to their community exactly.
        people.append((population + total[letter] - 1 - count[letter]) // total[letter])
        count[letter] += 1
        codes.append(f"{code}{count[letter]:03d}")
        names.append(f"第{count[letter]:03d}网格")
    grids = gpd.GeoDataFrame(
        {"code": codes, "parent_code": [code[:12] for code in codes], "name": names, "population": people},
        geometry=shapes,
        crs=STORAGE_CRS,
    ).sort_values("code")
    write_layer(grids, folder / "grid.parquet", "grid")
    below = grids
    for level, digits in (("community", 9), ("street", 6), ("county", 0)):
        unions = union_by(below.geometry.to_numpy(), below["parent_code"])
        parents = [code[:digits] if digits else "990100" for code in unions]
        frame = gpd.GeoDataFrame(
            {"code": list(unions), "parent_code": parents}, geometry=list(unions.values()), crs=STORAGE_CRS
        )
        if level == "community":
            frame["population"] = frame["code"].map(grids.groupby("parent_code")["population"].sum())
        write_layer(frame, folder / f"{level}.parquet", level)
        below = frame
    context = gpd.GeoDataFrame(
        {"kind": ["neighbour", "river"], "name": ["邻市", "小河"]},
        geometry=[
            shapely.box(102.8, 25.0, 103.0, 25.08),
            shapely.LineString([(103.0, 25.04), (103.12, 25.05)]),
        ],
        crs=STORAGE_CRS,
    )
    write_layer(context, folder / "context.parquet", CONTEXT)
    layers = {
        level: LayerSource(level, f"{level}.parquet", "ASCII drawing", "none", "CGCS2000", "2026-01-01", True)
        for level in ("county", "street", "community", "grid", CONTEXT)
    }
    write_manifest(folder / "manifest.toml", layers)
