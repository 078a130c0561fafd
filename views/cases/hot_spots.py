"""Hot spots of cases: where grids and their neighbours have more than the mean of the unit lets expect."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.reads import UnitRow
from data.reads.geometry import geometries
from data.reads.points import grid_counts
from data.release import Release
from geo.hot_spots import FEWEST, Contiguity, connected, gi_star, shared_edges, spot_classes
from geo.point_codec import pack_streams, zigzag
from views.basis import Basis
from views.cases.filter import CaseFilter
from views.cases.question import CaseQuestion, question_of
from views.state import ViewState

Floats = npt.NDArray[np.float64]
On = Literal["counts", "rates"]
OUTSIDE = 7  # Class of a grid that was not tested, beside -3…3 sent as 0…6.
PER = 1_000  # Rates are cases per so many people.
MOST_CLUSTERS = 20


@dataclass(frozen=True, eq=False)
class GridSpots:
    """Gi* of every grid of a release, in `seq` order.

    Attributes
    ----------
    tested
        Bool: grids of the unit in focus (on rates: with population).
    cases
        int64.
    z
        Standardised Gi*, 0 where not tested.
    classes
        int8, -3…3 as `geo.hot_spots.spot_classes`.
    values
        What was tested: cases, or cases per `PER` people.
    """

    on: On
    tested: npt.NDArray[np.bool_]
    cases: npt.NDArray[np.int64]
    values: Floats
    z: Floats
    classes: npt.NDArray[np.int8]

    @property
    def enough(self) -> bool:
        """Whether there are enough grids to say anything."""
        return int(self.tested.sum()) >= FEWEST


@dataclass(frozen=True)
class HotCluster:
    """A run of touching hot grids (5 % of false discoveries or fewer).

    Attributes
    ----------
    community, street
        Where the grid with the highest z lies.
    grids
        Codes, highest z first.
    cases, population
        Sums over the grids.
    peak_z
        Highest z in it.
    bounds
        west, south, east, north in degrees, EPSG:4490.
    """

    community: UnitRow | None
    street: UnitRow | None
    grids: tuple[str, ...]
    cases: int
    population: int
    peak_z: float
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True)
class HotSpots:
    """Hot clusters of a filter, the strongest first.

    Attributes
    ----------
    n_tested, n_hot, n_cold
        Grids tested, and those hot or cold at 5 % of false discoveries.
    mean
        Mean of what was tested over the grids: cases, or cases per 1,000 people.
    located
        Cases in the tested grids.
    enough
        False when the unit has too few grids to test; there are no clusters then.
    """

    on: On
    clusters: tuple[HotCluster, ...]
    n_tested: int
    n_hot: int
    n_cold: int
    mean: float
    located: int
    enough: bool


def hot_spots(basis: Basis, state: ViewState, chosen: CaseFilter, on: On = "counts") -> HotSpots:
    """Hot spots among the grids of the unit in focus, ranked by their highest z, at most `MOST_CLUSTERS`."""
    spots = grid_spots(basis, question_of(state, chosen), on)
    hot = spots.classes >= 2
    tested = spots.tested
    return HotSpots(
        on=on,
        clusters=_clusters(basis, spots, hot) if spots.enough else (),
        n_tested=int(tested.sum()),
        n_hot=int(hot.sum()),
        n_cold=int((spots.classes <= -2).sum()),
        mean=float(spots.values[tested].mean()) if tested.any() else 0.0,
        located=int(spots.cases[tested].sum()),
        enough=spots.enough,
    )


@lru_cache(maxsize=32)
def grid_spots(basis: Basis, question: CaseQuestion, on: On = "counts") -> GridSpots:
    """Gi* of the grids of the question's unit against the mean of that unit's grids."""
    codes = basis.column("grid", "code")
    counted = grid_counts(basis.release, question.parameters)
    place = {code: i for i, code in enumerate(codes)}
    cases = np.zeros(len(codes), dtype=np.int64)
    for code, number in zip(counted["grid_code"], counted["cases"], strict=True):
        cases[place[code]] = number
    parameters = question.parameters
    level, scope = str(parameters["scope_level"]), parameters["scope_code"]
    tested = np.ones(len(codes), dtype=np.bool_)
    if level != "city":
        tested = basis.column("grid", "code" if level == "grid" else _column(level)) == scope
    values = cases.astype(np.float64)
    if on == "rates":
        population = basis.units("grid")["population"].to_numpy(dtype=np.float64)
        tested = tested & (population > 0)
        values = np.divide(values * PER, population, out=np.zeros(len(values)), where=population > 0)
    z, classes = np.zeros(len(codes)), np.zeros(len(codes), dtype=np.int8)
    if int(tested.sum()) >= FEWEST:
        z[tested] = gi_star(values[tested], contiguity(basis.release).among(tested))
        classes[tested] = spot_classes(z[tested])
    return GridSpots(on, tested, cases, values, z, classes)


def _column(level: str) -> str:
    return "category" if level == "category" else f"{level}_code"


@lru_cache(maxsize=4)
def contiguity(release: Release) -> Contiguity:
    """Which grids share an edge, out of the published geometry; a second once a release, then kept."""
    return shared_edges(geometries(release, "grid").to_numpy())


def spots_answer(basis: Basis, question: CaseQuestion, on: On) -> bytes:
    """Classes, cases and z of all grids, packed for the map."""
    spots = grid_spots(basis, question, on)
    classes = np.where(spots.tested, spots.classes.astype(np.int64) + 3, OUTSIDE)
    header: dict[str, object] = {
        "grids": len(classes), "tested": int(spots.tested.sum()), "enough": spots.enough,
        "classes": [int((classes == step).sum()) for step in range(OUTSIDE)],
    }  # fmt: skip
    return pack_streams(header, [classes, spots.cases, zigzag(np.rint(spots.z * 100).astype(np.int64))])


def _clusters(basis: Basis, spots: GridSpots, hot: npt.NDArray[np.bool_]) -> tuple[HotCluster, ...]:
    labels = connected(hot, contiguity(basis.release))
    population = basis.units("grid")["population"].to_numpy(dtype=np.int64)
    found = []
    for label in range(int(labels.max(initial=-1)) + 1):
        members = np.flatnonzero(labels == label)
        members = members[np.argsort(-spots.z[members], kind="stable")]
        units = [basis.unit_at("grid", int(i)) for i in members]
        top = units[0]
        found.append(
            HotCluster(
                community=basis.unit_row("community", top.community_code or ""),
                street=basis.unit_row("street", top.street_code or ""),
                grids=tuple(unit.code for unit in units),
                cases=int(spots.cases[members].sum()),
                population=int(population[members].sum()),
                peak_z=float(spots.z[members[0]]),
                bounds=(
                    min(unit.minx for unit in units),
                    min(unit.miny for unit in units),
                    max(unit.maxx for unit in units),
                    max(unit.maxy for unit in units),
                ),
            )
        )
    found.sort(key=lambda cluster: (-cluster.peak_z, cluster.grids[0]))
    return tuple(found[:MOST_CLUSTERS])
