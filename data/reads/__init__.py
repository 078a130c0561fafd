"""Reading a release: one typed function for each query of ``queries/reads/``."""

from data.reads.classes import class_by_month, class_counts
from data.reads.families import family_measures, months_by_unit
from data.reads.geometry import geometries, unit_geometry, unit_table
from data.reads.incidents import recent_incidents
from data.reads.measures import measures_by_month, measures_by_unit, measures_total
from data.reads.scope import ALL_LEVELS, LADDERS
from data.reads.sources import (
    department_summary,
    feed_deliveries,
    feed_reach,
    owed_reasons,
    owed_rows,
    problem_counts,
    problems,
    source_files,
)
from data.reads.units import UnitRow, children, search_units, unit, unit_path, units
from data.reads.whole import months_available, release_info
from data.release import Release, ReleaseEntry, open_release, releases

__all__ = [
    "ALL_LEVELS",
    "LADDERS",
    "Release",
    "ReleaseEntry",
    "UnitRow",
    "children",
    "class_by_month",
    "class_counts",
    "department_summary",
    "family_measures",
    "feed_deliveries",
    "feed_reach",
    "geometries",
    "measures_by_month",
    "measures_by_unit",
    "measures_total",
    "months_available",
    "months_by_unit",
    "open_release",
    "owed_reasons",
    "owed_rows",
    "problem_counts",
    "problems",
    "recent_incidents",
    "release_info",
    "releases",
    "search_units",
    "source_files",
    "unit",
    "unit_geometry",
    "unit_path",
    "unit_table",
    "units",
]
