"""A folder from which the apps of the map benchmark run, and servers for them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import shapely

from data.region import load_region
from data.region_units import build_units
from data.settings import ROOT, Settings
from geo.static_geometry import SIMPLIFY_DEG, write_static_geometry

HERE = Path(__file__).resolve().parent
LEVELS = ("community", "grid")
CITY = "city"


def stage(folder: Path) -> None:
    """Publish the region's geometry for the map, and the same shapes as GeoJSON for the naive way.

    Both ways get equally simple shapes (same simplification, 1e-5°), so that only the way differs.
    """
    region_dir = Settings.from_env().region_dir
    units = build_units(load_region(region_dir, geometry_checks=False))
    static = folder / "static"
    for name in ("vendor", "onemap", "fonts"):
        shutil.copytree(ROOT / "static" / name, static / name)
    context = gpd.read_parquet(region_dir / "boundaries" / "context.parquet")
    city = units[units["level"] == CITY].iloc[0]
    about = {
        "hash": write_static_geometry(units, context, static),
        "code": city["code"],
        "bounds": [float(city[side]) for side in ("minx", "miny", "maxx", "maxy")],
    }
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
    for level in LEVELS:
        frame = units[units["level"] == level].sort_values("seq")[["code", "name", "population", "geometry"]]
        shapes = shapely.set_precision(
            shapely.coverage_simplify(frame.geometry.to_numpy(), SIMPLIFY_DEG), 1e-5
        )
        plain = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")
        (folder / f"{level}.geojson").write_text(plain.to_json(), "utf-8")
    for script in ("app_ours.py", "app_naive.py"):
        shutil.copy(HERE / script, folder / script)


@contextmanager
def served(folder: Path, script: str) -> Iterator[str]:
    """Run one app of the folder; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), "--server.address",
        "127.0.0.1", "--server.headless", "true", "--server.enableStaticServing", "true",
        "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ONEMAP_STATIC": str(folder / "static")}
    with (folder / f"{script}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/_stcore/health", process)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"the app ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer in a minute")
