"""Bring back the published map files of the current release, as after a fresh checkout with an old home folder."""

from __future__ import annotations

import shutil

from data.reads import open_release, release_info, unit_table
from data.region import load_region
from data.settings import Settings
from geo.static_geometry import write_static_geometry


def restore_static_geometry(settings: Settings) -> str:
    """Write the map files of the current release again; returns the hash that the release names.

    Raises
    ------
    ReleaseError
        When nothing was published.
    RegionError
        When the region folder (it holds the map's background) is unusable.
    """
    release = open_release(settings)
    named = release_info(release)["geometry_hash"]
    context = load_region(settings.region_dir, geometry_checks=False).context
    written = write_static_geometry(unit_table(release), context, settings.static_dir)
    if written != named:
        # Background or file format moved on since; the units are the release's own, so its name stays true to them.
        root = settings.static_dir / "geometry"
        draft = root / f".{named}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(root / written, draft)
        shutil.rmtree(root / named, ignore_errors=True)
        draft.rename(root / named)
    return named
