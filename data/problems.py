"""What can be wrong with a file or a row: the registry of rules, and the problems found by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
#: Who mends it: the department that sent the file, or the data centre.
Owner = Literal["department", "data_centre"]


@dataclass(frozen=True)
class Rule:
    """A named rule. Messages are templates over ``{file} {row} {column} {value} {detail}``.

    Attributes
    ----------
    level
        ``error`` rejects the row (or holds the file back); ``warning`` and ``note`` accept it.
    scope
        ``file`` or ``row``.
    owner
        Who mends what it finds.
    """

    code: str
    scope: Literal["file", "row"]
    level: Level
    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str
    owner: Owner = "department"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with where and what to do about it.

    Attributes
    ----------
    row
        The number that a person sees in the file (spreadsheet row, CSV line, feature number); None for the whole file.
    column
        The header as it stands in the file; None when the row or file as such is meant.
    """

    file: str
    row: int | None
    column: str | None
    rule: str
    level: Level
    value: str | None
    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str


def problem(
    rule: Rule,
    file: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    detail: str = "",
    detail_en: str | None = None,
) -> Problem:
    """A problem of that rule, its templates filled in.

    `detail` goes into both languages unless `detail_en` is given.
    """
    words = {"file": file, "row": str(row), "column": column or "", "value": value or ""}
    zh = {**words, "detail": detail}
    en = {**words, "detail": detail if detail_en is None else detail_en}
    return Problem(
        file, row, column, rule.code, rule.level, value,
        _fill(rule.message_zh, zh), _fill(rule.message_en, en),
        _fill(rule.remedy_zh, zh), _fill(rule.remedy_en, en),
    )  # fmt: skip


def _fill(template: str, words: dict[str, str]) -> str:
    # Not str.format: a file's own text may hold braces.
    for key, text in words.items():
        template = template.replace("{" + key + "}", text)
    return template
