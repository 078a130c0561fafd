"""The demonstration's limits end where the product's clock says they do, in counties that keep other hours too."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from data.demo import write_demo
from data.working_time import load_limits, load_region_clock
from governance.limits import due
from tests.data.demo_reader import CONTRACTS, of_cases, read, when, wrong_places
from tests.governance.reference_clock import EPOCH
from tests.tiny_region import build_tiny_region

# They write whole seconds, so the reader knows the very moment from which the clock ran.
TO_THE_SECOND = ("chengguan", "shijian", "zhujian")
EASTERN = '[county.990102]\nhours = [["09:00", "12:30"], ["13:30", "18:00"]]\n'


def test_limits_end_where_the_products_clock_says(tmp_path: Path) -> None:
    region = build_tiny_region(tmp_path / "tiny")
    with (region / "office_hours.toml").open("a", encoding="utf-8") as file:
        file.write(EASTERN)
    manifest = of_cases(write_demo(region, tmp_path / "files", incidents=2_500, until=date(2026, 6, 30)))
    clock = load_region_clock(region, date(2024, 6, 1), date(2027, 6, 30))
    limits = {entry.subclass_name: entry for entry in load_limits(region).limits if entry.stage == "dispose"}
    checked: Counter[str] = Counter()
    for file in manifest.files:
        wrong = wrong_places(file)
        for row in read(tmp_path / "files" / file.name, CONTRACTS[file.department]):
            filed, given = when(row["filed_at"]), row["due_at"]
            code = row["community_code"]
            # A point alone names no county here, and extensions and suspensions move a limit: see below.
            known = code is not None or row["lon"] is None
            if file.department not in TO_THE_SECOND or (row["@"], row["#"]) in wrong or not (filed and known):
                continue
            limit = limits[row["subclass_name"]]
            county = clock.of(code and code[:6], plain=limit.is_plain)
            end = int(due(limit, county, int((filed - EPOCH).total_seconds())))
            checked["plain" if limit.is_plain else str(code and code[:6])] += when(
                given
            ) == EPOCH + timedelta(seconds=end)
            checked["all"] += 1

    # Extended cases carry a later limit than the first.
    assert checked["all"] > 1_000
    assert sum(checked.values()) - checked["all"] >= 0.95 * checked["all"]
    assert min(checked["990101"], checked["990102"], checked["None"], checked["plain"]) > 5
