"""Where cases can happen: the grids of a region with their names, people and setting, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from data.region import Region, load_region

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

URBAN, TOWN, VILLAGE = 0, 1, 2
_TRIES = 16
_HOMES = 3


@dataclass(frozen=True)
class Places:
    """Grids in order of their code, hence of county, street and community.

    Attributes
    ----------
    geometry
        Polygons, EPSG:4490 degrees; `tree` answers which grid holds a point.
    county, street, community
        Position of each grid's unit in `county_codes`, `street_codes`, `community_codes`.
    setting
        0 urban neighbourhood, 1 town, 2 village.
    homes
        (grids, 3, 2) degrees: middles of the settlements inside each grid; `spread` their radius in degrees.
    """

    geometry: Objects
    tree: shapely.STRtree
    bounds: Floats
    population: Floats
    setting: Index
    county: Index
    street: Index
    community: Index
    county_codes: tuple[str, ...]
    street_codes: tuple[str, ...]
    community_codes: tuple[str, ...]
    county_names: tuple[str, ...]
    street_names: tuple[str, ...]
    community_names: tuple[str, ...]
    homes: Floats
    spread: Floats

    def scatter(self, grid: Index, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """One random point (lon, lat on the 1e-7° grid) inside each of the given grids.

        Most points of villages, and half of the others, gather round the settlements of their grid.
        """
        lon, lat = np.empty(len(grid)), np.empty(len(grid))
        todo = np.arange(len(grid))
        gather = np.where(self.setting == VILLAGE, 0.85, 0.5)
        for _ in range(_TRIES):
            g = grid[todo]
            home = self.homes[g, rng.integers(0, _HOMES, len(g))]
            away = rng.normal(0.0, 1.0, (len(g), 2)) * self.spread[g, None]
            anywhere = self.bounds[g, :2] + rng.random((len(g), 2)) * (
                self.bounds[g, 2:] - self.bounds[g, :2]
            )
            near = rng.random(len(g)) < gather[g]
            points = np.round(np.where(near[:, None], home + away, anywhere), 7)
            inside = shapely.contains_xy(self.geometry[g], points[:, 0], points[:, 1])
            lon[todo[inside]], lat[todo[inside]] = points[inside, 0], points[inside, 1]
            todo = todo[~inside]
            if not len(todo):
                return lon, lat
        rest = shapely.point_on_surface(self.geometry[grid[todo]])
        lon[todo], lat[todo] = np.round(shapely.get_x(rest), 7), np.round(shapely.get_y(rest), 7)
        return lon, lat

    def holding(self, lon: Floats, lat: Floats) -> Index:
        """Position of the grid that holds each point, -1 where none does."""
        found = np.full(len(lon), -1, dtype=np.int64)
        point, grid = self.tree.query(shapely.points(lon, lat), predicate="intersects")
        # Reversed, so that the lowest code stays where a point lies on a shared edge.
        found[point[::-1]] = grid[::-1]
        return found


def load_places(region_dir: Path, rng: np.random.Generator) -> Places:
    """Read a region's grids and choose settlements inside them.

    Raises
    ------
    RegionError
        When the region folder is incomplete.
    """
    region: Region = load_region(region_dir, geometry_checks=False)
    grids = region.grids
    register = region.divisions.set_index("code")
    codes = grids["parent_code"].to_numpy(dtype=object)
    community_codes, community = np.unique(codes.astype(str), return_inverse=True)
    street_of = register["parent_code"].reindex(community_codes).to_numpy(dtype=object).astype(str)
    street_codes, street = np.unique(street_of, return_inverse=True)
    county_of = register["parent_code"].reindex(street_codes).to_numpy(dtype=object).astype(str)
    county_codes, county = np.unique(county_of, return_inverse=True)
    names = register["name"].to_dict()
    kinds = register["kind"].to_dict()
    urban_street = np.array(["街道" in kinds[code] for code in street_codes])
    committee = np.array(["居" in kinds[code] for code in community_codes])
    setting = np.where(
        committee & urban_street[street], URBAN, np.where(committee | urban_street[street], TOWN, VILLAGE)
    )
    geometry = grids.geometry.to_numpy().copy()
    shapely.prepare(geometry)
    bounds = shapely.bounds(geometry)
    size = np.sqrt(shapely.area(geometry))
    middles = shapely.point_on_surface(geometry)
    homes = np.repeat(
        np.stack([shapely.get_x(middles), shapely.get_y(middles)], axis=1)[:, None], _HOMES, axis=1
    )
    places = Places(
        geometry=geometry,
        tree=shapely.STRtree(geometry),
        bounds=bounds,
        population=np.maximum(grids["population"].to_numpy(dtype=np.float64), 1.0),
        setting=setting[community],
        county=county[street][community],
        street=street[community],
        community=community,
        county_codes=tuple(map(str, county_codes)),
        street_codes=tuple(map(str, street_codes)),
        community_codes=tuple(map(str, community_codes)),
        county_names=tuple(names[code] for code in county_codes),
        street_names=tuple(names[code] for code in street_codes),
        community_names=tuple(names[code] for code in community_codes),
        homes=homes,
        spread=np.maximum(size / 3, 1e-4),
    )
    lon, lat = places.scatter(np.repeat(np.arange(len(geometry)), _HOMES), rng)
    places.homes[:] = np.stack([lon, lat], axis=1).reshape(-1, _HOMES, 2)
    places.spread[:] = np.clip(size * 0.07, 3e-4, 3e-3)
    return places
