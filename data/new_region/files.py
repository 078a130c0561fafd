"""The text files of a new region: its settings with what can be worked out, and definitions from templates."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from data.new_region.names import english_name
from data.region import UNIT_LEVELS
from governance.errors import RegionError

TEMPLATES = Path(__file__).resolve().parent / "templates"
#: Definitions that hold of any region as they are.
COMMON = (
    "indicators.toml", "incident_classes.csv", "limits.csv", "office_hours.toml", "whistle_themes.csv",
    "whistle_departments.csv",
)  # fmt: skip
_LEVELS: Mapping[str, tuple[str, str]] = {
    "city": ("市", "City"), "category": ("分类示范区", "Category"), "zone": ("片区（管理）", "Zone (managed)"),
    "county": ("县市区（属地）", "County"), "street": ("街道（乡镇）", "Street / town"),
    "street_part": ("街道（乡镇）", "Street / town"), "community": ("社区（村）", "Community / village"),
    "grid": ("网格", "Grid"),
}  # fmt: skip
_CATEGORY_KEYS = ("code", "name", "name_en", "numeral", "task", "task_en")
_MANAGED_KEYS = ("code", "name", "short_name", "name_en", "kind", "note")
#: Endings of names of whole regions; English leaves them out.
_KINDS = ("自治州", "地区", "市", "州", "盟", "县", "区", "旗")
_NUMERALS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
#: First and last central meridian of the 3-degree Gauss-Kruger zones of CGCS2000 (EPSG 4534…4554).
_FIRST_ZONE, _LAST_ZONE, _FIRST_EPSG = 75, 135, 4534


def read_settings(path: Path | None) -> dict[str, Any]:
    """The answers of whoever starts the region, in the form of ``region.toml``; all of it may be left out.

    Raises
    ------
    RegionError
        When the file is not TOML.
    """
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegionError(
            "区域设置读不出 Settings of the region", f"{path.name}: {error}", "改正 mend the TOML file"
        ) from error


def quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _list(values: Sequence[object]) -> str:
    return "[" + ", ".join(quoted(str(value)) for value in values) + "]"


def projections(bounds: Sequence[float]) -> tuple[str, str]:
    """An equal-area and a metric coordinate system for what lies within (west, south, east, north) degrees."""
    west, south, east, north = bounds
    third = (north - south) / 6
    area = (
        f"+proj=aea +lat_1={south + third:.2f} +lat_2={north - third:.2f} +lat_0={(south + north) / 2:.2f} "
        f"+lon_0={(west + east) / 2:.2f} +ellps=GRS80 +units=m"
    )
    middle = round((west + east) / 2 / 3) * 3
    if _FIRST_ZONE <= middle <= _LAST_ZONE:
        return area, f"EPSG:{_FIRST_EPSG + (middle - _FIRST_ZONE) // 3}"
    zone = int(((west + east) / 2 + 180) // 6) + 1
    return area, f"EPSG:{(32600 if south + north >= 0 else 32700) + zone}"


def region_text(
    settings: Mapping[str, Any],
    *,
    folder_name: str,
    adcode: str,
    counties: Sequence[str],
    bounds: Sequence[float],
) -> str:
    """Text of ``region.toml``: what was settled, what follows from the boundaries, and plain words for the rest.

    Parameters
    ----------
    counties
        Codes; without settled categories they are one.
    """
    name = str(settings.get("name", ""))
    kind = next((kind for kind in _KINDS if name.endswith(kind)), "")
    area, metric = projections(bounds)
    known = {
        "id": folder_name, "adcode": adcode, "name": name, "name_en": english_name(name.removesuffix(kind) or name, ""),
        "province": "—", "province_en": "—", "timezone": "Asia/Shanghai", "equal_area_crs": area, "metric_crs": metric,
        "schematic_note": "示意边界", "schematic_note_en": "schematic boundary",
    }  # fmt: skip
    known |= {key: str(settings[key]) for key in known if settings.get(key)}
    text = (TEMPLATES / "region.toml").read_text(encoding="utf-8")
    urban = settings.get("urban_kinds", ("居委会", "社区"))
    text = text.format(**{key: quoted(value) for key, value in known.items()}, urban_kinds=_list(urban))
    for level in UNIT_LEVELS:
        zh, en = level_names(settings, level)
        words = {"name": zh, "name_en": en} | {
            key: str(settings["levels"][level][key])
            for key in ("short", "short_en")
            if key in settings.get("levels", {}).get(level, {})
        }
        text += f"{level} = {{ {', '.join(f'{key} = {quoted(word)}' for key, word in words.items())} }}\n"
    for entry in categories_of(settings, counties):
        text += "\n[[category]]\n" + "".join(f"{key} = {quoted(entry[key])}\n" for key in _CATEGORY_KEYS)
        text += f"members = {_list(entry['members'])}\n"
    for zone in settings.get("managed", []):
        text += "\n[[managed]]\n"
        text += "".join(f"{key} = {quoted(str(zone[key]))}\n" for key in _MANAGED_KEYS if key in zone)
        text += "".join(f"{key} = {_list(zone[key])}\n" for key in ("streets", "communities") if key in zone)
    return text


def level_names(settings: Mapping[str, Any], level: str) -> tuple[str, str]:
    """What a level is called, in Chinese and English."""
    own = settings.get("levels", {}).get(level, {})
    return str(own.get("name") or _LEVELS[level][0]), str(own.get("name_en") or _LEVELS[level][1])


def categories_of(settings: Mapping[str, Any], counties: Sequence[str]) -> list[dict[str, Any]]:
    """The categories as settled, with words for what was left out; one of all zones where none are settled."""
    zones = [*counties, *(str(zone.get("code", "")) for zone in settings.get("managed", []))]
    settled = settings.get("category") or [{"members": zones}]
    result = []
    for index, entry in enumerate(settled):
        code = str(entry.get("code", index + 1))
        name = str(entry.get("name") or ("示范区" if len(settled) == 1 else f"第{code}类"))
        usual = {
            "name_en": "Zones" if len(settled) == 1 else f"Category {code}",
            "numeral": _NUMERALS[index] if index < len(_NUMERALS) else code,
            "task": "任务待填", "task_en": "task to be set",
        }  # fmt: skip
        words = {key: str(entry.get(key) or usual[key]) for key in usual}
        result.append(
            {"code": code, "name": name, **words, "members": list(map(str, entry.get("members", ())))}
        )
    return result


def write_definitions(
    folder: Path, name: str, categories: Sequence[Mapping[str, Any]], definitions: Path | None = None
) -> None:
    """Write departments, indicators, classes, limits, hours, whistles and assessment of a region.

    Parameters
    ----------
    definitions
        A folder whose files stand in place of the templates', each one that it has.
    """

    def there(file: str) -> Path | None:
        return definitions / file if definitions is not None and (definitions / file).is_file() else None

    for file in COMMON:
        shutil.copy(there(file) or TEMPLATES / file, folder / file)
    own = there("departments.toml")
    text = (own or TEMPLATES / "departments.toml").read_text(encoding="utf-8")
    if own is None:
        # The committee of a 地区 is its 地委, that of a 市 its 市委.
        text = text.replace("{name}", name).replace(
            "{committee}", f"{name.removesuffix('区')}委" if name.endswith("地区") else f"{name}委"
        )
    (folder / "departments.toml").write_text(text, encoding="utf-8")
    if own := there("assessment.toml"):
        shutil.copy(own, folder / "assessment.toml")
        return
    text = (
        (TEMPLATES / "assessment.toml")
        .read_text(encoding="utf-8")
        .replace("{month}", f"{date.today():%Y-%m}")
    )
    form = (TEMPLATES / "assessment_category.toml").read_text(encoding="utf-8")
    for entry in categories:
        text += form.format(**{key: quoted(str(entry[key])) for key in ("code", "task", "task_en")})
    (folder / "assessment.toml").write_text(text, encoding="utf-8")


def census_text(people: Mapping[str, int], divisions: pd.DataFrame, year: str, source: str) -> str:
    """Text of ``census.csv`` from residents by county."""
    counties = divisions.loc[divisions["level"] == "county", "code"]
    rows = [{"county_code": c, "population": people[c], "year": year, "source": source} for c in counties]
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")
