"""A proposed file: what it is, what is wrong with it, how it differs, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from data.boundaries.comparison import Comparison
from data.boundaries.disk import boundaries_folder, read_json
from data.boundaries.faults import Fault
from data.pointer import write_json
from data.settings import Settings
from governance.errors import StateError

State = Literal["faulty", "checked", "formed", "accepted", "rejected", "withdrawn"]
PROPOSALS, RECORD, FORMED = "proposals", "proposal.json", "formed"
NOW, PROPOSED, PIECES, UNITS = "now.parquet", "proposed.parquet", "pieces.parquet", "units.parquet"


@dataclass(frozen=True)
class Settled:
    """What a person settled about a file; whatever is None is found out."""

    level: str | None = None
    datum: str | None = None
    layer: str | None = None
    code_column: str | None = None


@dataclass(frozen=True)
class Consequences:
    """What accepting means below the level itself.

    Attributes
    ----------
    grids_now, grids_new
        Numbers of grids.
    grids_same, grids_reshaped, grids_gone, grids_added
        Grids with code and shape as before; with the code but another shape; codes that vanish; codes that are new.
    communities_reshaped, communities_people
        Communities of another shape; of another population.
    changed
        Units of each level (city … grid) whose outline is another one.
    release_id, cases, cases_moved
        Cases of the release looked at, and by level how many of them would be counted in another unit.
    """

    grids_now: int
    grids_new: int
    grids_same: int
    grids_reshaped: int
    grids_gone: int
    grids_added: int
    communities_reshaped: int
    communities_people: int
    changed: Mapping[str, int] = field(default_factory=dict)
    release_id: str | None = None
    cases: int = 0
    cases_moved: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A file put forward to replace a level.

    Attributes
    ----------
    name, sha256, size
        Of the file as it came.
    proposed_at
        UTC, ISO.
    settled
        What a person said; ``level, datum, layer, code_column`` are what was used.
    datum_why, datum_why_en
        How the datum was found.
    layers, columns, crs
        What the file offers: its layers, its columns, the coordinate system it declares.
    base
        The version it was compared with; None: the region's own files.
    now_source, now_is_schematic
        Where the boundaries that it was compared with come from, and whether they are made up.
    moved_km2, changed
        Area that changes hands, and units of the level with another outline.
    seconds
        What forming the levels below took.
    """

    proposal_id: str
    name: str
    sha256: str
    size: int
    proposed_at: str
    proposed_by: str
    note: str = ""
    source: str = ""
    source_date: str = ""
    licence: str = ""
    settled: Settled = Settled()
    state: State = "faulty"
    level: str = ""
    datum: str | None = None
    datum_why: str = ""
    datum_why_en: str = ""
    layer: str | None = None
    layers: tuple[str, ...] = ()
    code_column: str = ""
    columns: tuple[str, ...] = ()
    crs: str | None = None
    base: str | None = None
    now_source: str = ""
    now_is_schematic: bool = False
    units: int = 0
    changed: int = 0
    moved_km2: float = 0.0
    faults: tuple[Fault, ...] = ()
    population_used: bool = False
    consequences: Consequences | None = None
    seconds: float | None = None
    decided_at: str | None = None
    decided_by: str | None = None
    why: str | None = None
    version_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in ("faulty", "checked", "formed")

    def count(self, level: str) -> int:
        """Faults of a level."""
        return sum(fault.level == level for fault in self.faults)


def proposal_folder(settings: Settings, proposal_id: str) -> Path:
    """Where a proposal lies.

    Raises
    ------
    StateError
        When there is none of that id.
    """
    folder = boundaries_folder(settings.home) / PROPOSALS / proposal_id
    # The id may come out of an address.
    if not proposal_id.replace("-", "").isalnum() or not (folder / RECORD).is_file():
        raise StateError(
            "没有这份提案 No such proposal", proposal_id[:80],
            "用 python -m data boundaries list 查看 See python -m data boundaries list",
        )  # fmt: skip
    return folder


def proposal(settings: Settings, proposal_id: str) -> Proposal:
    """Read a proposal.

    Raises
    ------
    StateError
        When there is none of that id.
    """
    return _from_json(read_json(proposal_folder(settings, proposal_id) / RECORD))


def proposals(settings: Settings) -> tuple[Proposal, ...]:
    """All proposals, latest first."""
    root = boundaries_folder(settings.home) / PROPOSALS
    found = sorted(root.glob(f"*/{RECORD}"), key=lambda path: path.parent.name, reverse=True)
    return tuple(_from_json(read_json(path)) for path in found)


def write_proposal(settings: Settings, item: Proposal) -> Proposal:
    """Put a proposal's record on disk, whole."""
    folder = boundaries_folder(settings.home) / PROPOSALS / item.proposal_id
    write_json(folder / RECORD, asdict(item))
    return item


def original_file(settings: Settings, item: Proposal) -> Path:
    """The file as it came."""
    return proposal_folder(settings, item.proposal_id) / f"original{Path(item.name).suffix.lower()}"


def proposed_layer(settings: Settings, item: Proposal) -> gpd.GeoDataFrame:
    """``code, parent_code, name, population, geometry`` of the file, EPSG:4490, as it was mended."""
    return gpd.read_parquet(proposal_folder(settings, item.proposal_id) / PROPOSED)


def present_layer(settings: Settings, item: Proposal) -> gpd.GeoDataFrame:
    """``code, parent_code, geometry`` of the boundaries that the file was compared with, EPSG:4490."""
    return gpd.read_parquet(proposal_folder(settings, item.proposal_id) / NOW)


def difference(settings: Settings, item: Proposal) -> Comparison:
    """What changes hands, as it was found when the file was checked."""
    folder = proposal_folder(settings, item.proposal_id)
    return Comparison(pd.read_parquet(folder / UNITS), gpd.read_parquet(folder / PIECES))


def _from_json(raw: dict[str, Any]) -> Proposal:
    faults = tuple(_fault(entry) for entry in raw.pop("faults"))
    settled = Settled(**raw.pop("settled"))
    found = raw.pop("consequences")
    item = Proposal(**raw, settled=settled, faults=faults)
    return replace(
        item,
        layers=tuple(item.layers),
        columns=tuple(item.columns),
        consequences=Consequences(**found) if found else None,
    )


def _fault(raw: dict[str, Any]) -> Fault:
    place = raw.pop("place")
    return Fault(
        **{**raw, "units": tuple(raw["units"])}, place=None if place is None else (place[0], place[1])
    )
