"""What publishing needs of the region: units, places to put points in, the table of classes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import geopandas as gpd

from data.boundaries.disk import boundaries_folder
from data.place import Places
from data.region import Region, load_region
from data.region_units import build_units
from data.settings import Settings
from data.working_time import load_limits
from governance.limits import Limits
from queries.loader import load_query, query_names


@dataclass(frozen=True, eq=False)
class RegionTables:
    """A region made ready for publishing.

    Attributes
    ----------
    units
        The unit table with geometry, EPSG:4490.
    """

    region: Region
    units: gpd.GeoDataFrame
    places: Places
    limits: Limits

    @classmethod
    def load(cls, settings: Settings) -> RegionTables:
        """Read the region folder that the settings name, with the official boundaries accepted for today.

        Raises
        ------
        RegionError
            When it is incomplete or contradicts itself.
        """
        # The coverage is proved where boundaries are made or imported; here it would cost seconds each time.
        region = load_region(
            settings.region_dir, geometry_checks=False, overlay=boundaries_folder(settings.home)
        )
        units = build_units(region)
        return cls(region, units, Places.build(units), load_limits(settings.region_dir))

    @property
    def timezone(self) -> str:
        """The zone of the files' local times."""
        return self.region.timezone

    @property
    def counties(self) -> list[str]:
        """Codes of the counties."""
        return [str(code) for code in self.units.loc[self.units["level"] == "county", "code"]]

    @property
    def class_file(self) -> Path:
        """The table of incident classes."""
        return self.region.folder / "incident_classes.csv"


def put_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Make the macros that the release's readers use (``queries/macros``)."""
    for name in query_names("macros"):
        macro = load_query("macros", name)
        con.execute(f"create macro {name}({', '.join(macro.parameters)}) as (\n{macro.sql}\n)")


def put_units(con: duckdb.DuckDBPyConnection, tables: RegionTables) -> None:
    """Make the table ``unit``."""
    frame = tables.units.drop(columns=tables.units.geometry.name)
    frame["geometry"] = tables.units.geometry.to_wkb()
    con.register("unit_frame", frame)
    con.execute(f"create table unit as\n{load_query('marts', 'unit').sql}")
    con.unregister("unit_frame")
