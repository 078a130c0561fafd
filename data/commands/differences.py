"""Differences between two releases in words, for ``diff`` and ``prepare``."""

from __future__ import annotations

from data.settings import Settings

_SIGNS = {"added": "+", "changed": "~", "gone": "-"}
_PAGE = 500


def print_differences(settings: Settings, old_id: str, new_id: str, *, rows: int = 0) -> None:
    """Print how many rows differ, which measures of which unit, and (if asked for) so many rows of each kind."""
    from data.compare import changed_rows, row_changes, unit_changes

    print(f"{old_id} → {new_id}")
    counts = row_changes(settings, old_id, new_id)
    for dataset, kinds in counts.groupby("dataset", sort=False):
        kinds_told = "  ".join(
            f"{_SIGNS[kind]}{n:,} {kind}" for kind, n in zip(kinds["change"], kinds["n"], strict=True)
        )
        print(f"  {dataset}: {kinds_told}")
    if counts.empty:
        print("  没有差别 No row differs")
    measures = unit_changes(settings, old_id, new_id)
    by_unit: dict[str, list[str]] = {}
    for one in measures.to_dict("records"):
        told = f"{one['measure']} {one['old']:,} → {one['new']:,}"
        by_unit.setdefault(str(one["name"] or "未定位 not placed"), []).append(told)
    for name, changes in by_unit.items():
        print(f"  {name}: {'; '.join(changes)}")
    for entry in counts.to_dict("records") if rows else ():
        for offset in range(0, min(rows, int(entry["n"])), _PAGE):
            found = changed_rows(
                settings, old_id, new_id, dataset=str(entry["dataset"]), change=entry["change"],
                limit=min(_PAGE, rows - offset), offset=offset,
            )  # fmt: skip
            for row in found.to_dict("records"):
                print(
                    f"{_SIGNS[entry['change']]} {entry['dataset']} {row['key']}  {row['file']} #{row['row']}"
                )
                for change in row["changes"] if entry["change"] == "changed" else ():
                    print(f"    {change.column}: {_text(change.old)} → {_text(change.new)}")


def _text(value: object) -> str:
    return "—" if value is None else str(value)
