"""The words that ledgers of whistles are checked against: themes and departments of the region, roles, answers."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from governance.errors import RegionError

THEMES, OFFICES = "whistle_themes.csv", "whistle_departments.csv"
_ROLES = {
    "牵头": "lead", "牵头部门": "lead", "主办": "lead", "协同": "joint", "协同部门": "joint", "配合": "joint", "协办": "joint",
}  # fmt: skip
_ANSWERS = {"是": True, "已解决": True, "解决": True, "否": False, "未解决": False}

_TEXT = pa.string()
_NAMED = [("seq", pa.int32()), ("code", _TEXT), ("name", _TEXT), ("name_en", _TEXT)]
WHISTLE_SCHEMAS: dict[str, pa.Schema] = {
    "whistle_theme_word": pa.schema(_NAMED),
    "whistle_office_word": pa.schema([*_NAMED, ("level", _TEXT)]),
    "role_word": pa.schema([("word", _TEXT), ("role", _TEXT)]),
    "answer_word": pa.schema([("word", _TEXT), ("solved", pa.bool_())]),
    "whistle_clock": pa.schema([("rid", pa.int32()), ("late_minutes", pa.int32())]),
}


def whistle_words(region_dir: Path) -> dict[str, pa.Table]:
    """Tables of words by name; themes and departments are empty where the region has no tables of them.

    Raises
    ------
    RegionError
        When a table of the region lacks a column or is not UTF-8.
    """
    rows: dict[str, list[dict[str, object]]] = {
        "whistle_theme_word": _listed(region_dir / THEMES),
        "whistle_office_word": _listed(region_dir / OFFICES),
        "role_word": [{"word": word, "role": role} for word, role in _ROLES.items()],
        "answer_word": [{"word": word, "solved": solved} for word, solved in _ANSWERS.items()],
    }
    return {name: pa.Table.from_pylist(table, WHISTLE_SCHEMAS[name]) for name, table in rows.items()}


def _listed(path: Path) -> list[dict[str, object]]:
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return [
                {"seq": seq, "level": None, **{key: row[key] for key in ("code", "name", "name_en")}, **row}
                for seq, row in enumerate(csv.DictReader(stream))
            ]
    except (KeyError, UnicodeDecodeError, csv.Error) as error:
        raise RegionError(
            "哨单用词表有误 Table of whistle words", f"{path.name}: {error!r}", "修正 mend it"
        ) from error
