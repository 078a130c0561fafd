"""What somebody has who starts another region: one file of polygons, a register, and their own words.

A made-up prefecture in the far west, unlike the first in all that a region may settle: other names of levels, four
categories, another time zone, a register in GB 18030, boundaries in projected metres under a column of another name.
Each letter of the drawing is a community of its cells.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

DRAWING = """
aaabbbbccccdd
aaabbbbccccdd
aaeebbfccgggg
eeeefffffgggg
eeehhffiiigjj
kkhhhhiiiiijj
kkkhhlliimmjj
kkkllllmmmmjj
"""
ORIGIN, CELL = (84.20, 44.10), 0.02
TOP = "659900"
COUNTIES = {"659901": "北原市", "659921": "金沟县", "659922": "白碱县", "659923": "长河县"}
STREETS = {
    "659901001": "胜利街道", "659901100": "红旗镇", "659921100": "金沟镇", "659921200": "东梁乡",
    "659922100": "白碱镇", "659922400": "一四九团场", "659923100": "长河镇",
}  # fmt: skip
#: Letter → code, official name, residents.
COMMUNITIES = {
    "a": ("659901001001", "胜利路社区居民委员会", 6200),
    "b": ("659901001002", "石油社区居民委员会", 7100),
    "c": ("659901100201", "红旗村村民委员会", 2300),
    "d": ("659901100202", "下河村村民委员会", 1500),
    "e": ("659921100001", "金沟社区居民委员会", 3900),
    "f": ("659921200201", "东梁村村民委员会", 1800),
    "g": ("659921200202", "大泉村村民委员会", 900),
    "h": ("659922100001", "白碱社区居民委员会", 2600),
    "i": ("659922100201", "碱泉村村民委员会", 1100),
    "j": ("659922400501", "三连", 640),
    "k": ("659923100001", "长河社区居民委员会", 3100),
    "l": ("659923100201", "沙枣村村民委员会", 1250),
    "m": ("659923100202", "苇湖村村民委员会", 810),
}
MANAGED = "659900-KA"
SETTINGS = """
name = "北原地区"
province = "西部自治区"
province_en = "Western Region"
timezone = "Asia/Urumqi"
schematic_note = "边界待测"
schematic_note_en = "boundary to be surveyed"
census_year = "2025"

[levels]
city = { name = "地区", name_en = "Prefecture" }
category = { name = "治理类型", name_en = "Type" }
zone = { name = "责任片区", name_en = "Precinct" }
county = { name = "县市（所在地）", name_en = "County (seat)" }
street = { name = "乡镇场", name_en = "Township or farm" }
street_part = { name = "乡镇场", name_en = "Township or farm" }
community = { name = "村队", name_en = "Village or company" }
grid = { name = "责任区", name_en = "Beat" }

[[category]]
code = "U"
name = "城区"
name_en = "Urban"
numeral = "甲"
task = "小区治理"
task_en = "Govern estates"
members = ["659901"]

[[category]]
code = "F"
name = "农区"
name_en = "Farming"
numeral = "乙"
task = "水与路"
task_en = "Water and roads"
members = ["659921", "659923"]

[[category]]
code = "P"
name = "牧区"
name_en = "Pasture"
numeral = "丙"
task = "草场与防火"
task_en = "Pasture and fires"
members = ["659922"]

[[category]]
code = "B"
name = "口岸"
name_en = "Border crossing"
numeral = "丁"
task = "通关便利"
task_en = "Smooth crossing"
members = ["659900-KA"]

[[managed]]
code = "659900-KA"
name = "北原口岸经济区"
short_name = "口岸区"
name_en = "Beiyuan Port Zone"
kind = "经济区"
communities = ["659901100202", "659921200202"]
"""


def _rows() -> list[tuple[str, str, str, str, int | None]]:
    """(level word, code, name, parent, residents), the region itself first, in no good order."""
    rows: list[tuple[str, str, str, str, int | None]] = [("地区", TOP, "北原地区", "", None)]
    rows += [("村队", code, name, code[:9], people) for code, name, people in COMMUNITIES.values()]
    rows += [("乡镇场", code, name, code[:6], None) for code, name in STREETS.items()]
    return rows + [("县市", code, name, TOP, None) for code, name in COUNTIES.items()]


def polygons() -> gpd.GeoDataFrame:
    """The communities with their whole ancestry, EPSG:4490."""
    rows = DRAWING.split()
    cells: dict[str, list[shapely.Geometry]] = {}
    for y, row in enumerate(reversed(rows)):
        for x, letter in enumerate(row):
            west, south = ORIGIN[0] + x * CELL, ORIGIN[1] + y * CELL
            east, north = round(west + CELL, 7), round(south + CELL, 7)
            box = shapely.box(round(west, 7), round(south, 7), east, north)
            cells.setdefault(letter, []).append(box)
    records = []
    for letter, boxes in cells.items():
        code, name, people = COMMUNITIES[letter]
        county, street = code[:6], code[:9]
        records.append({
            "县代码": county, "县名": COUNTIES[county], "乡代码": street, "乡名": STREETS[street], "村队编码": code,
            "村队名": name, "人口": people, "geometry": shapely.union_all(boxes),
        })  # fmt: skip
    return gpd.GeoDataFrame(records, crs="EPSG:4490")


def write_material(folder: Path) -> Path:
    """Write ``villages.gpkg`` (projected metres), ``register.csv`` (GB 18030) and ``settings.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    polygons()[["村队编码", "geometry"]].to_crs("EPSG:4537").to_file(folder / "villages.gpkg")
    table = pd.DataFrame(_rows(), columns=["备注", "区划代码", "名称", "上级代码", "人口"], dtype=object)
    table.to_csv(folder / "register.csv", index=False, encoding="gb18030")
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def new_region_words(folder: Path, out: Path) -> list[str]:
    """The command that starts the region from :func:`write_material`'s files."""
    return [
        "new-region", "--boundaries", str(folder / "villages.gpkg"), "--datum", "CGCS2000", "--register",
        str(folder / "register.csv"), "--settings", str(folder / "settings.toml"), "--out", str(out), "--grids", "80",
        "--source", "北原地区民政局", "--date", "2026-05-01",
    ]  # fmt: skip
