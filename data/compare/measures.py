"""Measures that differ between two releases, unit by unit."""

from __future__ import annotations

import pandas as pd

from data.compare.comparison import open_either
from data.reads.measures import measures_by_unit
from data.reads.units import units
from data.reads.whole import months_available
from data.settings import Settings


def unit_changes(settings: Settings, old_id: str, new_id: str, *, membership: str = "zone") -> pd.DataFrame:
    """Counts of all months together that are not the same in both releases.

    Parameters
    ----------
    membership
        ``zone`` (管理) or ``county`` (属地): whose units.

    Returns
    -------
    DataFrame
        ``code, name, measure, old, new``: the city first, then its units in their order, what lies in none of them
        (未定位, no code) last.

    Raises
    ------
    ReleaseError
        When there is no such release.
    """
    old, new = open_either(settings, old_id), open_either(settings, new_id)
    spans = [months_available(release) for release in (old, new)]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    parts = []
    for level in ("city", membership):
        before, after = (
            measures_by_unit(release, level, membership=membership, month_from=first, month_to=last).melt(
                "code", var_name="measure", value_name=side
            )
            for release, side in ((old, "old"), (new, "new"))
        )
        both = after.merge(before, on=["code", "measure"], how="outer", sort=False)
        both[["old", "new"]] = both[["old", "new"]].fillna(0).astype("int64")
        names = units(new, level).set_index("code")
        both["name"] = both["code"].map(names["name"])
        both["seq"] = both["code"].map(names["seq"])
        parts.append(both[both["old"] != both["new"]].sort_values(["seq", "measure"], na_position="last"))
    found = pd.concat(parts, ignore_index=True)[["code", "name", "measure", "old", "new"]]
    return found.astype({"code": object, "name": object}).where(found.notna(), None)
