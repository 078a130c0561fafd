"""What the screen of the boundaries shows: what is in force, what was accepted before, what is proposed and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import geopandas as gpd

from data.boundaries.deciding import history
from data.boundaries.disk import boundaries_folder, local_day
from data.boundaries.faults import Fault
from data.boundaries.job import FormingJob, forming_job
from data.boundaries.proposal import (
    RECORD,
    Proposal,
    difference,
    present_layer,
    proposal,
    proposal_folder,
    proposals,
    proposed_layer,
)
from data.boundaries.versions import Version, in_force, versions
from data.region import Region, load_region
from data.region_layers import STORED_LEVELS
from data.settings import Settings
from geo.crs import STORAGE_CRS
from views.boundaries.drawing import Drawing
from views.boundaries.keys import PictureWords
from views.boundaries.picture import PictureData, draw
from views.names import Lang

_KEPT_PICTURES = 6


@dataclass(frozen=True)
class LevelInForce:
    """One stored level as it counts today."""

    level: str
    name: str
    name_en: str
    units: int
    source: str
    datum: str
    source_date: str
    is_schematic: bool
    since: date | None


@dataclass(frozen=True, eq=False)
class BoundariesView:
    """The landing: levels in force, versions and proposals, latest first.

    Attributes
    ----------
    current
        Id of the version in force today; None: the region's own files.
    can_take_back
        Id of the version that may be taken back now.
    """

    levels: tuple[LevelInForce, ...]
    versions: tuple[Version, ...]
    proposals: tuple[Proposal, ...]
    current: str | None
    can_take_back: str | None


@dataclass(frozen=True)
class ChangedUnit:
    """A unit whose outline is another one, in km²."""

    code: str
    name: str
    parent: str
    area_now: float
    area_new: float
    gained: float
    lost: float


@dataclass(frozen=True, eq=False)
class ProposalView:
    """One proposal.

    Attributes
    ----------
    changes
        Units by area that changes hands, the most first.
    faults
        Errors first.
    names
        Of all units of the register, by code; ``level_names`` of the levels.
    latest_from
        First day that it may come into force.
    is_outdated
        Whether the boundaries moved on since it was compared.
    """

    item: Proposal
    level_name: str
    changes: tuple[ChangedUnit, ...]
    faults: tuple[Fault, ...]
    names: Mapping[str, str]
    level_names: Mapping[str, str]
    job: FormingJob | None
    today: date
    latest_from: date | None
    is_outdated: bool


def boundaries_view(settings: Settings) -> BoundariesView:
    """Read what counts today and what waits for a decision.

    Raises
    ------
    RegionError
        When the region folder is unusable.
    """
    root = boundaries_folder(settings.home)
    today = local_day(settings.region_dir)
    now = in_force(root, today)
    region = _region(settings, now.version.version_id if now else None, today)
    all_versions = history(settings)
    standing = [version for version in all_versions if version.withdrawn is None]
    return BoundariesView(
        tuple(_level(region, level) for level in STORED_LEVELS),
        all_versions,
        proposals(settings),
        now.version.version_id if now else None,
        standing[0].version_id if standing else None,
    )


def _level(region: Region, level: str) -> LevelInForce:
    source = region.layers[level]
    days = [
        day for (at, _), day in (region.accepted.valid_from if region.accepted else {}).items() if at == level
    ]
    name = region.levels[level]
    return LevelInForce(
        level, name.name, name.name_en, len(region.layer(level)), source.source, source.datum, source.date,
        source.schematic, max(days, default=None),
    )  # fmt: skip


def proposal_view(settings: Settings, proposal_id: str, lang: Lang) -> ProposalView:
    """Read one proposal with all that is told about it.

    Raises
    ------
    StateError
        When there is no such proposal.
    """
    item = proposal(settings, proposal_id)
    names = unit_names(settings, lang)
    levels = level_names(settings, lang)
    standing = [
        version for version in versions(boundaries_folder(settings.home)) if version.withdrawn is None
    ]
    base = standing[-1].version_id if standing else None
    order = {"error": 0, "warning": 1, "note": 2}
    return ProposalView(
        item,
        levels[item.level],
        _changes(settings, item, names),
        tuple(sorted(item.faults, key=lambda fault: (order[fault.level], -(fault.area_m2 or 0.0)))),
        names,
        levels,
        forming_job(settings, proposal_id),
        local_day(settings.region_dir),
        standing[-1].valid_from if standing else None,
        item.is_open and item.base != base,
    )


def _changes(settings: Settings, item: Proposal, names: Mapping[str, str]) -> tuple[ChangedUnit, ...]:
    units = difference(settings, item).units
    parents = dict(present_layer(settings, item)[["code", "parent_code"]].to_numpy().tolist())
    units = units[~units["is_same"]].assign(moved=units["gained"] + units["lost"])
    units = units.sort_values(["moved", "code"], ascending=[False, True])
    return tuple(
        ChangedUnit(code, names.get(code, code), names.get(parents.get(code, ""), ""), now, new, gained, lost)
        for code, now, new, gained, lost in units[
            ["code", "area_now", "area_new", "gained", "lost"]
        ].itertuples(index=False)
    )


def proposal_picture(
    settings: Settings,
    proposal_id: str,
    lang: Lang,
    words: PictureWords,
    *,
    unit: str | None,
    width: float,
    height: float,
) -> Drawing:
    """The maps of a proposal; the same object while nothing about it has changed.

    Raises
    ------
    StateError
        When there is no such proposal.
    """
    record = proposal_folder(settings, proposal_id) / RECORD
    return _picture(settings, proposal_id, record.stat().st_mtime_ns, lang, words, unit, width, height)


@lru_cache(maxsize=_KEPT_PICTURES)
def _picture(
    settings: Settings,
    proposal_id: str,
    stamp: int,
    lang: Lang,
    words: PictureWords,
    unit: str | None,
    width: float,
    height: float,
) -> Drawing:
    item = proposal(settings, proposal_id)
    crs = _any_region(settings).equal_area_crs
    found = difference(settings, item)
    now, new = (
        frame.to_crs(crs) for frame in (present_layer(settings, item), proposed_layer(settings, item))
    )
    known = {*now["code"], *new["code"]}
    wrong = [
        (*fault.place, fault.words(lang)) for fault in item.faults if fault.place and fault.level == "error"
    ]
    points = gpd.GeoSeries.from_xy(
        [x for x, _, _ in wrong], [y for _, y, _ in wrong], crs=STORAGE_CRS
    ).to_crs(crs)
    data = PictureData(
        now,
        new,
        item.now_is_schematic,
        found.units,
        found.pieces,
        unit_names(settings, lang),
        unit if unit in known else None,
        tuple(
            (float(x), float(y), what) for x, y, (_, _, what) in zip(points.x, points.y, wrong, strict=True)
        ),
    )
    return draw(data, words, width=width, height=height)


def unit_names(settings: Settings, lang: Lang) -> Mapping[str, str]:
    """Names of all divisions of the register by code."""
    return _names(settings, lang)


@lru_cache(maxsize=4)
def _names(settings: Settings, lang: Lang) -> Mapping[str, str]:
    region = _any_region(settings)
    columns = ["code", "name" if lang == "zh" else "name_en"]
    names: dict[str, str] = dict(region.divisions[columns].to_numpy().tolist())
    return names | {region.adcode: region.name if lang == "zh" else region.name_en}


def level_names(settings: Settings, lang: Lang) -> Mapping[str, str]:
    """What the region calls its levels, by level."""
    levels = _any_region(settings).levels
    return {level: name.name if lang == "zh" else name.name_en for level, name in levels.items()}


@lru_cache(maxsize=2)
def _any_region(settings: Settings) -> Region:
    """The region's own folder: names, projection and zone do not change with accepted boundaries."""
    return load_region(settings.region_dir, geometry_checks=False)


@lru_cache(maxsize=2)
def _region(settings: Settings, version_id: str | None, today: date) -> Region:
    """The region of a day; `version_id` makes another version another entry."""
    overlay = boundaries_folder(settings.home)
    return load_region(settings.region_dir, geometry_checks=False, overlay=overlay, on=today)
