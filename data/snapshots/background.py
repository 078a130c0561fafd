"""Background maps under sheets (neighbours, rivers, the province), kept by hash: a sheet can be drawn again as it was."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import geopandas as gpd

from data.region_layers import CONTEXT, read_layer
from data.settings import Settings
from data.snapshots.files import FOLDER, NO_WRITING, folder, write_whole
from governance.errors import StateError

_KEPT = "background"


def current_background(settings: Settings) -> str:
    """Hash of the region's background map (12 hexadecimal digits), which is kept; "" where the region has none.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    path = _regions_own(settings.region_dir)
    try:
        stat = path.stat()
    except FileNotFoundError:
        return ""
    digest = _digest(path, stat.st_mtime_ns, stat.st_size)
    kept = folder(settings) / _KEPT / f"{digest}.parquet"
    if not kept.is_file():
        try:
            write_whole(kept, path.read_bytes())
        except OSError as error:
            # Whoever may only read still makes sheets: of the region's own file, for as long as it stays.
            if error.errno not in NO_WRITING:
                raise
    return digest


def read_background(home: Path, region_dir: Path, digest: str) -> gpd.GeoDataFrame:
    """The background map of a hash: ``kind, name, geometry``, EPSG:4490; shared, do not change it.

    Raises
    ------
    StateError
        When it is neither kept nor the region's own.
    """
    kept = home / FOLDER / _KEPT / f"{digest}.parquet"
    own = _regions_own(region_dir)
    for path in (kept, own):
        if path.is_file() and _digest(path, path.stat().st_mtime_ns, path.stat().st_size) == digest:
            return _read(path, digest)
    raise StateError(
        "底图已更换 Another background map",
        digest,
        f"把原机器的 {FOLDER}/{_KEPT} 复制过来，或重新出图 copy that folder from where the sheet was made, or make it anew",
    )


def _regions_own(region_dir: Path) -> Path:
    return region_dir / "boundaries" / "context.parquet"


@lru_cache(maxsize=16)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=4)
def _read(path: Path, _digest: str) -> gpd.GeoDataFrame:
    return read_layer(path, CONTEXT)[0]
