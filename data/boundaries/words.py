"""A proposal told on a terminal: what it is, what is wrong, what differs most, what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from data.boundaries.proposal import Proposal, difference
from data.boundaries.proposing import base_region
from data.settings import Settings

_MARKS = {"error": "✗", "warning": "!", "note": "·"}
_SHOWN, _SHOWN_UNITS = 8, 10


def lines_of(settings: Settings, item: Proposal, lang: str) -> list[str]:
    """The proposal in lines of text, in ``zh`` or ``en``."""
    region = base_region(settings)
    column = "name" if lang == "zh" else "name_en"
    names: dict[str, str] = dict(region.divisions[["code", column]].to_numpy().tolist())
    level = region.levels[item.level].name if lang == "zh" else region.levels[item.level].name_en
    lines = [
        f"{item.proposal_id}  {item.name}  {level} × {item.units}  {item.datum or '?'}  [{item.state}]",
        _pick(lang, f"变动 {item.changed} 个单元，{item.moved_km2:,.2f} 平方公里",
              f"{item.changed} units change, {item.moved_km2:,.2f} km² change hands"),
    ]  # fmt: skip
    lines += fault_lines(item, lang, names)
    lines += _biggest(settings, item, names)
    if item.consequences is not None:
        lines += _consequences(item, lang)
    return lines


def fault_lines(item: Proposal, lang: str, names: Mapping[str, str]) -> list[str]:
    """Faults by kind, the first few of each kind one by one."""
    lines = []
    shown: Counter[str] = Counter()
    for fault in item.faults:
        shown[fault.kind] += 1
        if shown[fault.kind] <= _SHOWN:
            units = " · ".join(f"{code} {names.get(code, '')}".strip() for code in fault.units[:4])
            more = f" … +{len(fault.units) - 4}" if len(fault.units) > 4 else ""
            at = f" ({fault.place[0]:.5f}, {fault.place[1]:.5f})" if fault.place else ""
            whom = f"{units}{more}: " if units else ""
            lines.append(f"{_MARKS[fault.level]} {whom}{fault.words(lang)}{at} → {fault.remedy(lang)}")
    lines += [f"  … {kind}: +{n - _SHOWN}" for kind, n in shown.items() if n > _SHOWN]
    return lines


def _biggest(settings: Settings, item: Proposal, names: Mapping[str, str]) -> list[str]:
    units = difference(settings, item).units
    units = units[~units["is_same"]].assign(moved=units["gained"] + units["lost"])
    units = units.sort_values(["moved", "code"], ascending=[False, True])
    return [
        f"  {row.code} {names.get(str(row.code), '')}  {row.area_now:,.2f} → {row.area_new:,.2f} km²"
        f"  +{row.gained:,.2f} −{row.lost:,.2f}"
        for row in units.head(_SHOWN_UNITS).itertuples()
    ]


def _consequences(item: Proposal, lang: str) -> list[str]:
    found = item.consequences
    assert found is not None
    lines = [
        _pick(lang,
              f"网格 {found.grids_now} → {found.grids_new}：不变 {found.grids_same}，改形 {found.grids_reshaped}，"
              f"撤销 {found.grids_gone}，新增 {found.grids_added}",
              f"grids {found.grids_now} → {found.grids_new}: {found.grids_same} as before, {found.grids_reshaped} reshaped, "
              f"{found.grids_gone} gone, {found.grids_added} new"),
    ]  # fmt: skip
    if found.cases:
        moved = ", ".join(f"{level} {n:,}" for level, n in found.cases_moved.items())
        lines.append(
            _pick(
                lang,
                f"案件 {found.cases:,} 件中改变归属：{moved}",
                f"of {found.cases:,} cases counted elsewhere: {moved}",
            )
        )
    return lines


def _pick(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en
