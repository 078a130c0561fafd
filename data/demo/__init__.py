"""Demonstration data: two years of invented cases, in the files that the departments would send.

Everything here is made up and says so; the same arguments give the same bytes. A region needs nothing of its own
but may lay a ``demo_signatures.toml`` into its folder.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from data.contracts import load_contracts
from data.datasets import CASE_EVENT
from data.demo.cases import draw_cases, two_years_to
from data.demo.departments import write_department
from data.demo.flow import write_flow
from data.demo.lifecycle import live
from data.demo.manifest import FAULT_KINDS, MANIFEST_NAME, DemoFile, DemoManifest, WrongRow, remove_previous
from data.demo.places import load_places
from data.demo.profiles import load_profiles
from data.demo.whistles import write_whistles
from data.working_time import load_region_clock
from governance.errors import StateError

__all__ = [
    "FAULT_KINDS",
    "MANIFEST_NAME",
    "DemoFile",
    "DemoManifest",
    "WrongRow",
    "last_full_month",
    "write_demo",
]


def last_full_month(today: date) -> date:
    """The last day of the last month that is over."""
    return today.replace(day=1) - timedelta(days=1)


def write_demo(
    region_dir: Path,
    out_dir: Path,
    *,
    incidents: int = 150_000,
    seed: int = 20260101,
    until: date | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> DemoManifest:
    """Write the demonstration files of a region and ``demo_manifest.json`` beside them.

    Parameters
    ----------
    region_dir
        The region folder (boundaries, divisions, departments, incident classes; ``demo_signatures.toml`` if any).
    out_dir
        Made if missing; the files of an earlier demonstration are replaced, others are left alone.
    incidents
        Cases in all files together; copies (`duplicate`) come on top.
    until
        Last day of the 24 months covered, in the region; by default the last day of the last full month.
    progress
        Called with what is being written (in Chinese) and the share done, 0 to 1.

    Raises
    ------
    RegionError
        When the region folder is incomplete.
    StateError
        When `incidents` is below one.
    """
    if incidents < 1:
        raise StateError("案件数须为正数 / No incidents asked for", str(incidents), "Ask for at least one.")
    tell = progress or (lambda _text, _share: None)
    span = two_years_to(until or last_full_month(date.today()))
    clock = load_region_clock(region_dir, span.first - timedelta(days=31), span.last + timedelta(days=500))
    place_rng, case_rng, life_rng, file_rng, whistle_rng = np.random.default_rng(seed).spawn(5)
    tell("读取区域", 0.0)
    profiles = load_profiles(region_dir)
    places = load_places(region_dir, place_rng)
    tell("抽取案件", 0.1)
    cases = draw_cases(profiles, places, clock.of(None), span, incidents, case_rng)
    lives = live(cases, profiles, places, clock, span, life_rng)
    out_dir.mkdir(parents=True, exist_ok=True)
    remove_previous(out_dir)
    contracts = load_contracts()
    files: list[DemoFile] = []
    done = 0.35
    for department, stream in zip(
        profiles.departments, file_rng.spawn(len(profiles.departments)), strict=True
    ):
        tell(f"写出{department.name}", done)
        own = np.flatnonzero(np.isin(cases.subclass, profiles.subclasses_of(department.id)))
        mine = cases.take(own), lives.take(own)
        written, numbers = write_department(department, profiles, places, *mine, span, out_dir, stream)
        files += written
        for contract in contracts:
            if contract.department == department.id and contract.dataset is CASE_EVENT:
                files += write_flow(
                    contract, department, places, *mine, numbers, clock.of(None), span, out_dir, stream
                )
        done += 0.64 * len(own) / max(len(cases), 1)
    files += write_whistles(
        region_dir, profiles, places, cases, clock.of(None), span, incidents, out_dir, whistle_rng
    )
    manifest = DemoManifest(
        region=region_dir.name,
        incidents=incidents,
        seed=seed,
        data_from=span.first,
        data_to=span.last,
        files=tuple(files),
    )
    manifest.write(out_dir)
    tell("完成", 1.0)
    return manifest
