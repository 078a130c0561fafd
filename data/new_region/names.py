"""Names of divisions as a map shows them, in both languages, from their official ones."""

from __future__ import annotations

import re

import pandas as pd
from pypinyin import Style, lazy_pinyin, load_phrases_dict

from data.region_checks import DIVISION_COLUMNS

# Places that the phrase dictionary reads wrongly.
load_phrases_dict({"长底": [["cháng"], ["dǐ"]]})

_COMMITTEE = re.compile(r"(居民委员会|居委会|村民委员会|村委会)$")
#: Endings of official names by level, and the kind that each tells; the first that fits counts.
_KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "county": tuple((kind, kind) for kind in ("自治县", "自治旗", "林区", "区", "县", "市", "旗")),
    "street": tuple((kind, kind) for kind in ("街道", "民族乡", "民族苏木", "镇", "苏木", "乡")),
    "community": (
        ("居民委员会", "居委会"), ("居委会", "居委会"), ("村民委员会", "村委会"), ("村委会", "村委会"),
        ("嘎查", "嘎查"), ("社区", "社区"), ("村", "村"),
    ),
}  # fmt: skip
_ENGLISH_KIND = {
    "居委会": "Community", "村委会": "Village", "社区": "Community", "村": "Village", "嘎查": "Gacha",
    "街道": "Subdistrict", "镇": "Town", "乡": "Township", "民族乡": "Township", "苏木": "Sumu", "民族苏木": "Sumu",
    "区": "District", "林区": "District", "县": "County", "自治县": "County", "市": "City", "旗": "Banner",
    "自治旗": "Banner",
}  # fmt: skip
_ENDING = {"居委会": "社区", "村委会": "村"}
_PEOPLES = {
    "彝族": "Yi", "壮族": "Zhuang", "苗族": "Miao", "瑶族": "Yao", "布依族": "Bouyei", "回族": "Hui",
    "水族": "Sui", "白族": "Bai", "傣族": "Dai", "哈尼族": "Hani", "纳西族": "Naxi", "傈僳族": "Lisu",
}  # fmt: skip
# A people's township is a 乡 to those who live by these names.
_PLAIN = {"民族乡": "乡", "民族苏木": "苏木", "自治县": "县", "自治旗": "旗"}


def kind_of(level: str, official: str, otherwise: str = "") -> str:
    """Kind of a division from its official name: 居委会/村委会, 街道/镇/乡, 区/县/市, …; else `otherwise`."""
    found = next((kind for ending, kind in _KINDS[level] if official.endswith(ending)), otherwise)
    return _PLAIN.get(found, found)


def display_name(level: str, official: str) -> str:
    """Name as a map shows it, without the words for the committee and without doubling 社区 or 村."""
    if level != "community" or not _COMMITTEE.search(official):
        return official
    base = _COMMITTEE.sub("", official)
    ending = _ENDING[kind_of(level, official)]
    return base if base.endswith(ending) else base + ending


def english_name(name: str, kind: str) -> str:
    """Title-cased pinyin and the kind: 后山村 → Houshan Village, 新街回族乡 → Xinjie Hui Township."""
    ending = _ENDING.get(kind, kind)
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
    return " ".join(word for word in (spelled.capitalize(), peoples, _ENGLISH_KIND.get(kind, "")) if word)


def spell(name: str) -> tuple[str, str]:
    """Pinyin and initials of a name, for the search."""
    return "".join(lazy_pinyin(name)), "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def complete(frame: pd.DataFrame, otherwise: dict[str, str] | None = None) -> pd.DataFrame:
    """Fill in what a register does not say and sort it.

    Parameters
    ----------
    frame
        ``level, code, name_official, parent_code``; ``kind, name, name_en`` are kept where given.
    otherwise
        Kind by level, where a name tells none.

    Returns
    -------
    :data:`data.region_checks.DIVISION_COLUMNS`, all text, sorted by code.
    """
    kinds = otherwise or {}

    def given(column: str) -> list[str]:
        return list(frame[column].fillna("").astype(str)) if column in frame else [""] * len(frame)

    pairs = list(zip(frame["level"], frame["name_official"], strict=True))
    frame = frame.assign(
        kind=[
            known or kind_of(level, official, kinds.get(level, ""))
            for known, (level, official) in zip(given("kind"), pairs, strict=True)
        ],
        name=[
            known or display_name(level, official)
            for known, (level, official) in zip(given("name"), pairs, strict=True)
        ],
    )
    spelled = [spell(name) for name in frame["name"]]
    frame = frame.assign(
        name_en=[
            known or english_name(name, kind)
            for known, name, kind in zip(given("name_en"), frame["name"], frame["kind"], strict=True)
        ],
        pinyin=[whole for whole, _ in spelled],
        initials=[first for _, first in spelled],
    )
    return frame.sort_values("code")[list(DIVISION_COLUMNS)].reset_index(drop=True)
