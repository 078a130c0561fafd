"""How often a datum is told right: simulated files over the real region with 5 % of their rows wrong, and layers drawn anew."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.boundaries.datum import detect_layer
from data.place import Places
from data.region import Region, load_region
from data.region_units import build_units
from data.rules.datum import DatumVerdict, detect
from data.settings import Settings
from geo.datum import wgs84_to_bd09, wgs84_to_gcj02

SIZES = (200, 500, 1_000, 2_000, 5_000)
DATUMS = ("WGS84", "CGCS2000", "GCJ02", "BD09")
WRONG = 0.05
_POOL = 6_000_000
_DEGREE_M = 111_000.0
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Simulation:
    """Files of points, uniform over the communities that they are of, with the community that each row names."""

    def __init__(self, seed: int) -> None:
        self.region = load_region(Settings.from_env().region_dir, geometry_checks=False)
        units = build_units(self.region)
        self.places = Places.build(units)
        self.rng = np.random.default_rng(seed)
        city = units[units["level"] == "city"].total_bounds
        pool = self.rng.uniform(city[:2], city[2:], (_POOL, 2))
        owner = self.places.community_of(pool[:, 0].copy(), pool[:, 1].copy())
        order = np.argsort(owner, kind="stable")
        order = order[owner[order] >= 0]
        self.pool, self.owner = pool[order], owner[order]
        self.first = np.searchsorted(self.owner, np.arange(len(self.places.community_codes) + 1))
        communities = (
            units[units["level"] == "community"].set_index("code").loc[list(self.places.community_codes)]
        )
        everywhere = np.arange(len(communities))
        self.scopes: dict[str, list[Ints]] = {"region": [everywhere]}
        for scope in ("county", "street"):
            groups = communities.reset_index().groupby(f"{scope}_code").indices
            self.scopes[scope] = [np.asarray(found, dtype=np.int64) for found in groups.values()]

    def points(self, members: Ints, n: int, share_wrong: float = WRONG) -> tuple[Floats, Ints]:
        """True points and the communities that rows name; a share of the rows names another, lies elsewhere, is turned or 0."""
        rows = np.concatenate([np.arange(self.first[i], self.first[i + 1]) for i in members])
        chosen = self.rng.choice(rows, n)
        points, named = self.pool[chosen].copy(), self.owner[chosen].copy()
        wrong, kind = self.rng.random(n) < share_wrong, self.rng.integers(0, 4, n)
        other = wrong & (kind == 0)
        named[other] = self.rng.integers(0, len(self.places.community_codes), int(other.sum()))
        away = wrong & (kind == 1)
        points[away] = self.pool[self.rng.integers(0, len(self.pool), int(away.sum()))]
        turned = wrong & (kind == 2)
        points[turned] = points[turned][:, ::-1]
        points[wrong & (kind == 3)] = 0.0
        return points, named

    def verdict(self, points: Floats, named: Ints) -> DatumVerdict:
        """What the detector says."""
        codes = self.places.community_codes[named]
        table = {"source_lon": points[:, 0], "source_lat": points[:, 1], "given_community_code": codes}
        return detect(self.places, pd.DataFrame(table))

    def scope(self, name: str) -> Ints:
        """A random group of communities of that kind."""
        groups = self.scopes[name]
        return groups[int(self.rng.integers(len(groups)))]


def shifted(points: Floats, datum: str) -> Floats:
    """True points as a file in that datum has them."""
    if datum == "GCJ02":
        return np.column_stack(wgs84_to_gcj02(points[:, 0], points[:, 1]))
    if datum == "BD09":
        return np.column_stack(wgs84_to_bd09(points[:, 0], points[:, 1]))
    return points


def outcomes(simulation: Simulation, repeats: int) -> Iterator[tuple[str, int, bool, str]]:
    """Scope, points, whether turned, and ``right``, ``cannot tell`` or ``wrong``, file by file."""
    for scope in simulation.scopes:
        for n in SIZES:
            for datum in DATUMS:
                for turned in (False, True):
                    for _ in range(repeats):
                        points, named = simulation.points(simulation.scope(scope), n)
                        points = shifted(points, datum)
                        found = simulation.verdict(points[:, ::-1] if turned else points, named)
                        true = "WGS84" if datum == "CGCS2000" else datum
                        right = found.datum == true and found.is_swapped == turned
                        yield (
                            scope,
                            n,
                            turned,
                            "right" if right else "wrong" if found.datum else "cannot tell",
                        )


def hopeless(simulation: Simulation, repeats: int) -> Counter[tuple[str, str]]:
    """Files of which nothing can be told: the detector must say so."""
    said: Counter[tuple[str, str]] = Counter()
    for _ in range(repeats):
        points, named = simulation.points(simulation.scope("county"), 1_000)
        half = np.arange(len(points)) % 2 == 0
        mixed = np.where(half[:, None], points, shifted(points, "GCJ02"))
        cases = {
            "half WGS 84, half GCJ-02": (mixed, named),
            "codes dealt out at random": (points, simulation.rng.permutation(named)),
            "200 m off in WGS 84 and in GCJ-02": ((points + shifted(points, "GCJ02")) / 2, named),
            "199 points": (points[:199], named[:199]),
        }
        for name, (given, codes) in cases.items():
            said[name, simulation.verdict(given, codes).datum or "cannot tell"] += 1
    return said


def layer_outcomes(region: Region, rng: np.random.Generator, repeats: int) -> Counter[tuple[str, str]]:
    """Level and outcome of layers drawn anew: generalised, jittered, of some counties only, 5 % of their units misnamed."""
    said: Counter[tuple[str, str]] = Counter()
    reference = region.counties.geometry.to_numpy()
    for level in ("county", "street", "community"):
        layer = region.layer(level)
        county = np.array([str(code)[: len(str(region.counties["code"].iloc[0]))] for code in layer["code"]])
        for kept, tolerance_m, jitter_m in ((9, 0, 0), (9, 150, 50), (3, 50, 20), (1, 300, 100)):
            for _ in range(repeats):
                chosen = np.isin(county, rng.choice(np.unique(county), kept, replace=False))
                shapes, groups = layer.geometry.to_numpy()[chosen], county[chosen].copy()
                misnamed = rng.random(len(groups)) < WRONG
                groups[misnamed] = rng.choice(county, int(misnamed.sum()))
                if tolerance_m:
                    shapes = shapely.coverage_simplify(shapes, tolerance_m / _DEGREE_M)
                corners, inverse = np.unique(shapely.get_coordinates(shapes), axis=0, return_inverse=True)
                corners = corners + rng.normal(0, jitter_m / _DEGREE_M, corners.shape)
                for datum in ("CGCS2000", "GCJ02", "BD09"):
                    moved = shapely.set_coordinates(shapes.copy(), shifted(corners, datum)[inverse.ravel()])
                    found = detect_layer(moved, groups.tolist(), reference).datum
                    said[level, "right" if found == datum else "wrong" if found else "cannot tell"] += 1
    return said


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.datum_detector", description=__doc__)
    parser.add_argument("--repeats", type=int, default=50, help="files of each kind")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--quick", action="store_true", help="few files: to see that it works")
    options = parser.parse_args()
    repeats = 3 if options.quick else options.repeats
    simulation = Simulation(options.seed)
    began = time.process_time()
    counts: Counter[tuple[str, int, str]] = Counter()
    for scope, n, _, outcome in outcomes(simulation, repeats):
        counts[scope, n, outcome] += 1
    seconds = time.process_time() - began
    print(f"{'scope':8} {'points':>6} {'files':>6} {'right':>6} {'cannot tell':>12} {'wrong':>6}")
    for scope in simulation.scopes:
        for n in SIZES:
            right, unknown, wrong = (counts[scope, n, said] for said in ("right", "cannot tell", "wrong"))
            print(f"{scope:8} {n:6} {right + unknown + wrong:6} {right:6} {unknown:12} {wrong:6}")
    files = counts.total()
    right, wrong = (sum(k for (*_, said), k in counts.items() if said == word) for word in ("right", "wrong"))
    print(
        f"all: {right:,} of {files:,} right ({right / files:.2%}), {wrong} wrong, {seconds / files * 1000:.0f} ms CPU a file"
    )
    for (name, said), k in sorted(hopeless(simulation, repeats).items()):
        print(f"{name}: {said} {k}")
    layers = layer_outcomes(simulation.region, simulation.rng, max(1, repeats // 10))
    for (level, said), k in sorted(layers.items()):
        print(f"layer of {level}: {said} {k}")


if __name__ == "__main__":
    main()
