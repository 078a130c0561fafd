"""Form a region's boundary files from its true county outlines; official files replace what they cover.

    python -m scripts.derive_boundaries [--region FOLDER] [--grids N] [--seed N]
        [--official LEVEL=FILE --datum LEVEL=DATUM --source LEVEL=WORDS --date LEVEL=DATE] …

Without official files: ``sources/county.geojson`` (true) is divided into streets, communities and grids (made up,
示意边界), seeded from ``township_seeds.csv`` and ``community_seeds.csv``. An official street or community file
(any format GDAL reads, a `code` column, every code of the register, a valid coverage, datum CGCS2000 or WGS84) is
used as it is: levels above become its unions, and only the levels below are made up. Same input, same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import shapely

from data.derive_levels import (
    LEVELS,
    derive_levels,
    read_official,
    read_register,
    read_sources,
    usual_seed,
    write_derived,
)
from data.region_layers import CONTEXT, LayerSource
from data.settings import Settings


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; ``LEVEL=…`` options become mappings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--region", type=Path, default=Settings.from_env().region_dir)
    parser.add_argument("--grids", type=int, default=12_000)
    parser.add_argument("--seed", type=int, help="default: from the region's code")
    for name in ("official", "datum", "source", "date"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="LEVEL=…")
    options = parser.parse_args(arguments)
    for name in ("official", "datum", "source", "date"):
        pairs = [item.partition("=") for item in getattr(options, name)]
        for level, _, value in pairs:
            if level not in LEVELS or not value:
                parser.error(f"--{name}: write LEVEL=…, with one of the levels {', '.join(LEVELS)}")
        setattr(options, name, {level: value for level, _, value in pairs})
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Write ``boundaries/*.parquet`` and the manifest; nothing is written when anything is wrong."""
    options = parse(arguments)
    folder: Path = options.region
    register, sources = read_register(folder), read_sources(folder)
    official = [level for level in LEVELS if level in options.official]
    if official:
        top = official[-1]
        path = Path(options.official[top])
        datum, date = options.datum.get(top, ""), options.date.get(top, "")
        given = LayerSource(top, "", options.source.get(top, path.name), "official", datum, date, False)
    else:
        path, given = folder / "sources" / "county.geojson", sources["county"]
    frame, faults = read_official(path, given.level, register, given.datum)
    if frame is None:
        raise SystemExit(f"{path} cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))
    seed = options.seed if options.seed is not None else usual_seed(register.adcode)
    derived = derive_levels(register, frame, given, n_grids=options.grids, seed=seed)
    if derived.faults:
        raise SystemExit("nothing was written:\n" + "\n".join(f"- {fault}" for fault in derived.faults))
    write_derived(folder / "boundaries", derived, sources[CONTEXT])
    for level, layer in derived.layers.items():
        vertices = shapely.get_num_coordinates(layer.geometry.to_numpy()).sum()
        print(f"{level}: {len(layer)} units, {vertices} vertices")


if __name__ == "__main__":
    main()
