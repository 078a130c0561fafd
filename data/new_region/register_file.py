"""The register of a new region: from a table of divisions, or from one row a community with its whole ancestry."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.boundaries.codes import plain
from data.derive_levels import LEVELS
from governance.errors import RegionError

#: What a column may be called, in order of preference; compared without case and blanks.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "level": ("level", "级别", "层级", "行政级别"),
    "code": ("code", "代码", "区划代码", "统计用区划代码", "编码"),
    "name_official": ("name_official", "official name", "全称", "正式名称", "name", "名称", "区划名称"),
    "name": ("name", "简称", "显示名称"),
    "parent_code": ("parent_code", "parent", "上级代码", "上级区划代码", "父级代码"),
    "kind": ("kind", "类别", "类型"),
    "name_en": ("name_en", "英文名", "英文名称", "english"),
    "population": ("population", "人口", "人口数", "常住人口"),
}
_LEVEL_WORDS = {
    "county": ("county", "县级", "县", "区县", "县市", "县市区", "1"),
    "street": ("street", "township", "乡级", "街道", "乡镇", "乡镇街道", "街道乡镇", "2"),
    "community": ("community", "village", "村级", "社区", "村", "社区村", "3"),
}


@dataclass(frozen=True)
class RegisterTable:
    """A register as given.

    Attributes
    ----------
    divisions
        All text: ``level, code, name_official, parent_code`` and what else was given of ``name, kind, name_en``.
    people
        Residents by community code; empty where the table does not say.
    """

    divisions: pd.DataFrame
    people: dict[str, int]

    def codes(self, level: str) -> set[str]:
        """Codes of one level."""
        return set(self.divisions.loc[self.divisions["level"] == level, "code"])


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV (UTF-8 or GB 18030) or a workbook's first sheet as text.

    Raises
    ------
    RegionError
        When it cannot be read.
    """
    try:
        if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
            return pd.read_excel(path, engine="calamine", dtype=object, keep_default_na=False)
        return pd.read_csv(io.StringIO(_text(path.read_bytes())), dtype=str, keep_default_na=False)
    except (
        OSError,
        ValueError,
    ) as error:  # ValueError: no such encoding, no columns, ragged rows, no workbook
        raise _trouble(
            f"{path.name}: {error}", "用 CSV（UTF-8 或 GB 18030）或 Excel give CSV or a workbook"
        ) from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def long_register(table: pd.DataFrame, level_names: Mapping[str, Iterable[str]]) -> RegisterTable:
    """One row a division: ``code`` and ``name``; the level by word, by parents or by the length of the code.

    Parameters
    ----------
    level_names
        What the region itself calls each level.

    Raises
    ------
    RegionError
        When a column is missing or a row's level cannot be told.
    """
    columns = _found(table)
    for need in ("code", "name_official"):
        if need not in columns:
            raise _trouble(
                f"no column {' / '.join(_COLUMNS[need][:3])}; found {', '.join(map(str, table.columns))}"
            )
    frame = pd.DataFrame({name: table[column].map(_word) for name, column in columns.items()})
    frame["code"] = frame["code"].map(plain)
    if "parent_code" in frame:
        frame["parent_code"] = frame["parent_code"].map(plain)
    if "name" in frame and columns["name"] == columns["name_official"]:
        del frame["name"]
    frame = frame[frame["code"] != ""].reset_index(drop=True)
    frame["level"] = _levels(frame, level_names)
    unknown = frame.loc[frame["level"] == "", "code"]
    # The region itself may head its own table.
    tops = frame.loc[frame["level"] == "region", "code"]
    frame = frame[~frame["level"].isin(["region", ""])].reset_index(drop=True)
    if len(unknown):
        raise _trouble(f"level of {', '.join(unknown[:5])} ({len(unknown)}) cannot be told")
    if "parent_code" not in frame:
        frame["parent_code"] = _parents(frame, next(iter(tops), ""))
    return RegisterTable(frame.drop(columns="population", errors="ignore"), _people(frame))


def wide_register(table: pd.DataFrame, levels: Mapping[str, tuple[str, str]]) -> RegisterTable:
    """One row a community (or more): `levels` names the columns of code and name of county, street, community.

    Raises
    ------
    RegionError
        When a column is missing, or one code has two names or two parents.
    """
    missing = {c for pair in levels.values() for c in pair} - set(map(str, table.columns))
    if missing or set(levels) != set(LEVELS):
        wanted = ", ".join(sorted(missing)) or f"--levels for {', '.join(set(LEVELS) - set(levels))}"
        raise _trouble(f"no {wanted}; columns: {', '.join(map(str, table.columns))}")
    parts, above = [], None
    for level in LEVELS:
        code, name = (table[column] for column in levels[level])
        part = pd.DataFrame({
            "level": level, "code": code.map(plain), "name_official": name.map(_word),
            "parent_code": "" if above is None else table[above].map(plain),
        })  # fmt: skip
        part = part[part["code"] != ""].drop_duplicates()
        if len(torn := part.loc[part["code"].duplicated(), "code"]):
            raise _trouble(f"{level} with two names or parents: {', '.join(torn[:5])}")
        parts.append(part)
        above = levels[level][0]
    frame = pd.concat(parts, ignore_index=True)
    columns = _found(table)
    people: dict[str, int] = {}
    if "population" in columns:
        rows = pd.DataFrame({
            "level": "community", "code": table[levels["community"][0]].map(plain),
            "population": table[columns["population"]].map(_word),
        }).drop_duplicates("code")  # fmt: skip
        people = _people(rows)
    return RegisterTable(frame, people)


def _found(table: pd.DataFrame) -> dict[str, str]:
    by_name = {"".join(str(name).lower().split()): str(name) for name in table.columns}
    found = {}
    for ours, names in _COLUMNS.items():
        there = next((by_name["".join(n.split())] for n in names if "".join(n.split()) in by_name), None)
        if there is not None:
            found[ours] = there
    return found


def _word(value: object) -> str:
    text = "" if value is None or value != value else str(value)
    return text.strip()


def _levels(frame: pd.DataFrame, level_names: Mapping[str, Iterable[str]]) -> list[str]:
    if "level" in frame:
        words = {word: level for level, all_words in _LEVEL_WORDS.items() for word in all_words}
        words |= {
            _plain_word(name): level
            for level, names in level_names.items()
            if level in LEVELS
            for name in names
        }
        return [words.get(_plain_word(word), "") for word in frame["level"]]
    if "parent_code" in frame:
        return _depths(dict(zip(frame["code"], frame["parent_code"], strict=True)))
    # A table may begin with the region itself: 659900 before 659901, 659921 …
    codes = list(frame["code"])
    tops = [code for code in codes if all(other.startswith(code.rstrip("0")) for other in codes)]
    top = min(tops, key=len) if tops and len(codes) > 1 else ""
    lengths = sorted({len(code) for code in codes if code != top})
    if len(lengths) != len(LEVELS):
        return [""] * len(codes)
    return ["region" if code == top else LEVELS[lengths.index(len(code))] for code in codes]


def _plain_word(word: str) -> str:
    return "".join(c for c in word.lower() if c.isalnum())


def _depths(parent: Mapping[str, str]) -> list[str]:
    """Levels by the number of ancestors in the table; a single root with only one row at its depth is the region."""

    def depth(code: str) -> int:
        n, seen = 0, {code}
        while (code := parent.get(code, "")) in parent and code not in seen:
            seen.add(code)
            n += 1
        return n

    depths = [depth(code) for code in parent]
    if max(depths, default=0) == len(LEVELS) and depths.count(0) == 1:
        return [("region", *LEVELS)[d] for d in depths]
    return [LEVELS[d] if d < len(LEVELS) else "" for d in depths]


def _parents(frame: pd.DataFrame, top: str) -> list[str]:
    """The longest code of the level above that a code begins with."""
    codes = {level: set(frame.loc[frame["level"] == level, "code"]) for level in LEVELS}

    def parent(level: str, code: str) -> str:
        if level == LEVELS[0]:
            return top
        above = codes[LEVELS[LEVELS.index(level) - 1]]
        return next((code[:n] for n in range(len(code) - 1, 0, -1) if code[:n] in above), "")

    return [parent(level, code) for level, code in zip(frame["level"], frame["code"], strict=True)]


def _people(frame: pd.DataFrame) -> dict[str, int]:
    """Residents by community, when every community has a whole number of them."""
    if "population" not in frame:
        return {}
    rows = frame[frame["level"] == "community"]
    numbers = pd.to_numeric(rows["population"], errors="coerce")
    if not len(rows) or numbers.isna().any() or (numbers < 0).any() or (numbers % 1 != 0).any():
        return {}
    return dict(zip(rows["code"], numbers.astype(int), strict=True))


def _trouble(detail: str, remedy: str = "") -> RegionError:
    return RegionError(
        "名录无法使用 The register cannot be used", detail,
        remedy or "名录要有代码、名称两列（可有级别、上级代码、人口）Columns code and name, at best level, parent and population",
    )  # fmt: skip
