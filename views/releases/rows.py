"""Rows that differ between two releases, one by one, as a person reads them: names for codes, local times, old → new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from data.compare import Change, changed_rows
from data.settings import Settings
from views.basis import Basis
from views.evidence.words import COLUMN_NAMES, FAMILY_NAMES, STATE_NAMES, word
from views.gate.names import contract_of, department_name
from views.names import Lang, unit_name
from views.releases.difference import Kind

PAGE_OF_CHANGES = 25
Pair = tuple[str, str]

# What COLUMN_NAMES has no word for.
_NAMES: dict[str, Pair] = {
    "family": ("类型", "Kind"),
    "address": ("地点", "Address"),
    "channel": ("来源", "Source"),
    "filed_at": ("立案", "Filed"),
    "dispatched_at": ("派遣", "Dispatched"),
    "responded_at": ("响应", "Responded"),
    "disposed_at": ("处置", "Disposed"),
    "joint_departments": ("协同部门", "Joint departments"),
    "handler": ("处置单位", "Handled by"),
    "lon": ("经度", "Longitude"),
    "lat": ("纬度", "Latitude"),
    "given_community_code": ("所填社区代码", "Community code given"),
    "grid_code": ("网格", "Grid"),
    "community_code": ("所在地", "Place"),
    "zone_code": ("管理", "Zone"),
    "category": ("类别", "Category"),
    "placed_by": ("归属依据", "Placed by"),
    "rework_count": ("返工次数", "Reworks"),
    "extended_count": ("延期次数", "Extensions"),
    "suspended_minutes": ("挂起（分钟）", "Suspended (min)"),
    "work_minutes": ("处置工时（分钟）", "Working minutes"),
    "incident_id": ("案件", "Case"),
    "kind": ("环节", "Step"),
    "at": ("时间", "Time"),
    "actor": ("办理人", "By"),
    "note": ("备注", "Note"),
    "new_due_at": ("新时限", "New limit"),
    "theme_code": ("主题", "Theme"),
    "source": ("来源", "Source"),
    "managed_at": ("受理", "Managed"),
    "verified_at": ("核查", "Verified"),
    "is_solved": ("已解决", "Solved"),
    "departments": ("召集部门", "Departments"),
    "satisfaction": ("评价", "Rating"),
}
_PLACED: dict[str, Pair] = {
    "point": ("坐标", "coordinates"),
    "community_code": ("社区代码", "community code"),
    "code": ("社区代码", "community code"),
    "none": ("未定位", "not located"),
}
_YES: tuple[Pair, Pair] = (("否", "no"), ("是", "yes"))
_LEVELS = {"grid_code": "grid", "community_code": "community", "zone_code": "zone", "category": "category"}
# Of a row that is new or gone, what tells it from others; of one that differs, everything that does.
_TELLING = (
    *("title", "subclass_name", "theme_code", "kind", "at", "received_at", "blown_at", "community_code"),
    *("state", "closed_at", "note"),
)
MISSING = "—"


@dataclass(frozen=True)
class ChangedColumn:
    """One column of a row, before and after; "—" where it is empty, "" where there is no such row."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """One row that differs.

    Attributes
    ----------
    key
        As the department numbers it, with the department before it.
    incident_id
        The case that it is, where it is one and still there: a link can lead to it.
    """

    key: str
    incident_id: str
    whistle_id: str
    file: str
    row: int | None
    columns: tuple[ChangedColumn, ...]


@dataclass(frozen=True)
class ChangePage:
    """A page of rows that differ."""

    rows: tuple[RowChange, ...]
    total: int
    page: int
    pages: int


def change_page(
    settings: Settings,
    old_id: str,
    new: Basis,
    new_id: str,
    lang: Lang,
    *,
    dataset: str,
    change: Kind,
    total: int,
    page: int,
) -> ChangePage:
    """Rows of one data set and kind of change, page by page.

    Parameters
    ----------
    new
        The basis of `new_id`: its units and zone name codes and times.
    """
    pages = max(1, -(-total // PAGE_OF_CHANGES))
    page = min(max(page, 0), pages - 1)
    frame = changed_rows(
        settings,
        old_id,
        new_id,
        dataset=dataset,
        change=change,
        limit=PAGE_OF_CHANGES,
        offset=page * PAGE_OF_CHANGES,
    )
    rows = tuple(_row(row, new, lang, dataset, change) for row in frame.to_dict("records"))
    return ChangePage(rows, total, page, pages)


def _row(row: Mapping[Any, Any], new: Basis, lang: Lang, dataset: str, change: Kind) -> RowChange:
    changes: tuple[Change, ...] = row["changes"]
    if change != "changed":
        by_name = {entry.column: entry for entry in changes}
        changes = tuple(by_name[name] for name in _TELLING if name in by_name)
    key, number = str(row["key"]), row["row"]
    own = _told(key, new, lang)
    there = change != "gone"
    return RowChange(
        own,
        key if dataset == "incident" and there else "",
        key if dataset == "whistle" and there else "",
        "" if row["file"] is None or pd.isna(row["file"]) else str(row["file"]),
        None if number is None or pd.isna(number) else int(number),
        tuple(
            ChangedColumn(
                _column(entry.column, lang),
                "" if change == "added" else _value(entry.old, entry.column, new, lang),
                "" if change == "gone" else _value(entry.new, entry.column, new, lang),
            )
            for entry in changes
        ),
    )


def _told(key: str, basis: Basis, lang: Lang) -> str:
    """A key as people tell it: department and number; of a step of a case, the step and its moment as well."""
    case, *step = key.split(" · ")
    department, _, number = case.partition(":")
    words = [f"{department_name(basis.definitions, department, lang)} {number}"]
    if len(step) == 2:
        contract = contract_of(department, "case_event")
        told = {kind: text for text, kind in contract.states.items()} if contract and lang == "zh" else {}
        moment = datetime.fromisoformat(step[1]).replace(tzinfo=None)
        words += [told.get(step[0], step[0]), _value(moment, "at", basis, lang)]
    return " · ".join(words)


def _column(name: str, lang: Lang) -> str:
    pair = _NAMES.get(name) or COLUMN_NAMES.get(name)
    return word(pair, lang) if pair else name


def _value(value: Any, column: str, basis: Basis, lang: Lang) -> str:
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return MISSING
    if isinstance(value, datetime):
        local = value.replace(tzinfo=UTC).astimezone(ZoneInfo(basis.definitions.timezone))
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return word(_YES[value], lang)
    if column in _LEVELS:
        unit = basis.unit_row(_LEVELS[column], str(value))
        return unit_name(unit, lang) if unit is not None else str(value)
    words = {"state": STATE_NAMES, "family": FAMILY_NAMES, "placed_by": _PLACED}.get(column, {})
    if column == "incident_id":
        return _told(str(value), basis, lang)
    if str(value) in words:
        return word(words[str(value)], lang)
    return f"{value:.6f}" if isinstance(value, float) else str(value)
