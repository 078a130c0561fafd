"""Other ways to a sheet, for `benchmarks.sheets`: a headless browser and geopandas with matplotlib, in CPU seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.browser import chromium
from data.reads.geometry import unit_table
from data.settings import ROOT
from views.basis import Basis

OUT = Path(__file__).resolve().parent / "out"
_MATPLOTLIB = ("matplotlib==3.10.7", "contourpy", "cycler", "kiwisolver", "pyparsing")


def by_browser(svg: bytes, rounds: int) -> list[float] | str:
    """CPU of headless Chromium from our own finished SVG to a picture, its start and the drawing of the SVG not counted."""
    costs = []
    for scale, as_pdf in ((1, False), (2, False), (1, True)):
        spent = []
        for shots in (0, rounds):
            before = os.times()
            with tempfile.TemporaryDirectory() as folder, chromium() as browser:
                path = Path(folder) / "sheet.svg"
                path.write_bytes(svg)
                page = browser.new_page(viewport={"width": 1920, "height": 1080}, device_scale_factor=scale)
                for _ in range(shots):
                    page.goto(path.as_uri())
                    if as_pdf:
                        page.pdf(width="1920px", height="1080px")
                    else:
                        page.screenshot()
            after = os.times()
            spent.append(sum(after[:4]) - sum(before[:4]))
        costs.append((spent[1] - spent[0]) / rounds)
    return costs


def by_matplotlib(on: Basis, rounds: int) -> list[float] | str:
    """CPU of a plain choropleth with names and a legend; what it lacks of ours costs it nothing."""
    folder = OUT / "matplotlib"
    if not (folder / "matplotlib").is_dir():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--target",
            str(folder),
            *_MATPLOTLIB,
        ]
        if subprocess.run(command, check=False).returncode:
            return "left out: matplotlib could not be installed (no package index?)"
    with tempfile.TemporaryDirectory() as work:
        units = unit_table(on.release)
        path = Path(work) / "units.parquet"
        units.loc[units["level"] == "street_part", ["name", "population", "geometry"]].to_parquet(path)
        said = subprocess.run(
            [
                sys.executable,
                "-c",
                _PLOT,
                str(path),
                str(rounds),
                str(ROOT / "export/fonts/OneMapSC-Regular.ttf"),
            ],
            env=os.environ | {"PYTHONPATH": str(folder), "MPLCONFIGDIR": work},
            capture_output=True,
            text=True,
            check=False,
        )
    if said.returncode:
        return f"left out: {said.stderr.strip().splitlines()[-1:]}"
    return [float(value) for value in json.loads(said.stdout)]


_PLOT = """
import io, json, statistics, sys, time
import geopandas as gpd
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import font_manager
path, rounds, font = sys.argv[1], int(sys.argv[2]), sys.argv[3]
font_manager.fontManager.addfont(font)
plt.rcParams["font.family"] = font_manager.FontProperties(fname=font).get_name()
frame = gpd.read_parquet(path)

def draw(dpi, form, size):
    figure, axes = plt.subplots(figsize=size)
    frame.plot(column="population", scheme=None, cmap="Blues", legend=True, edgecolor="white", ax=axes)
    for name, at in zip(frame["name"], frame.representative_point()):
        axes.annotate(name, (at.x, at.y), fontsize=5, ha="center")
    axes.set_title("各街道"); axes.set_axis_off()
    figure.savefig(io.BytesIO(), dpi=dpi, format=form)
    plt.close(figure)

rows = []
for dpi, form, size in ((96, "png", (20, 11.25)), (192, "png", (20, 11.25)), (96, "pdf", (16.5, 11.7))):
    draw(dpi, form, size)
    times = []
    for _ in range(rounds):
        began = time.process_time(); draw(dpi, form, size); times.append(time.process_time() - began)
    rows.append(statistics.median(times))
print(json.dumps(rows))
"""
