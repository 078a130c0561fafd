"""A check in words: each file's rows, the commonest problems with an example, the seconds of the stages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from data.publish.delivery import CheckReport
from data.rules.registry import RULES

_TOP = 12
_MARKS = {"error": "✗", "warning": "!", "note": "·"}
# A spreadsheet would run a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_summary(report: CheckReport, *, lang: str, verbose: bool) -> None:
    """Print a report on standard output.

    Parameters
    ----------
    lang
        ``zh`` or ``en``: the language of messages and remedies.
    """
    head = (
        ("读入", "采用", "退回", "存疑", "文件")
        if lang == "zh"
        else ("in", "accepted", "rejected", "warned", "file")
    )
    print("".join(f"{word:>9}" for word in head[:4]) + f"  {head[4]}")
    for file in report.files:
        held = (" ✗ 整份退回" if lang == "zh" else " ✗ held back") if file.held_back else ""
        counts = (file.rows_in, file.rows_accepted, file.rows_rejected, file.rows_warned)
        print("".join(f"{n:>10,}" for n in counts) + f"  {file.name}{held}")
    groups = _by_rule(report.problems)
    whole = sum(RULES[rule].scope == "file" for rule, _ in groups)
    for rule, group in groups[: max(_TOP, whole)]:
        first = group.iloc[0]
        where = f"{first['file']}" + ("" if pd.isna(first["row"]) else f" #{int(first['row'])}")
        print(f"{_MARKS[str(first['level'])]} {rule} × {len(group):,}  {where}: {first[f'message_{lang}']}")
        print(f"    → {first[f'remedy_{lang}']}")
    if (rest := len(groups) - max(_TOP, whole)) > 0:
        print(
            f"… {rest} 种，详见 --report FILE" if lang == "zh" else f"… {rest} more kinds: see --report FILE"
        )
    if verbose:
        print("  ".join(f"{stage} {seconds:.2f}s" for stage, seconds in report.seconds.items()))
        print(f"{sum(report.seconds.values()):.2f}s")


def _by_rule(problems: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Rules that concern whole files first, then by level, then the commonest."""
    order = {"error": 0, "warning": 1, "note": 2}
    groups = [(str(rule), group) for rule, group in problems.groupby("rule", sort=False)]
    groups.sort(key=lambda g: (order[str(g[1].iloc[0]["level"])], RULES[g[0]].scope != "file", -len(g[1])))
    return groups


def write_report(problems: pd.DataFrame, path: Path) -> None:
    """Write every problem as CSV that spreadsheets open: UTF-8 with BOM, cells that look like formulas quoted."""
    columns = [name for name in problems.columns if name != "file_id"]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in problems[columns].itertuples(index=False):
            writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return "'" + text if text.startswith(_FORMULA) else text
