"""Files of a release's accepted data, each written under another name first, with a list of what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from data.definitions import parse_definitions
from data.open_data.datasets import DATASETS, FORMATS, OpenDataset, open_dataset
from data.open_data.writers import Bounds, write_csv, write_geoparquet, write_gpkg_layer
from data.reads import release_info
from data.release import Release
from geo.crs import STORAGE_CRS
from governance.errors import StateError

MANIFEST = "manifest.json"
GPKG_NAME = "onemap.gpkg"
NO_PERSONAL_TEXT = "不含标题、地址、承办人等任何人填写的文字 no titles, addresses, handlers or other text that somebody wrote"


@dataclass(frozen=True)
class ExportedFile:
    """One file written: its rows by data set, its size and hash."""

    name: str
    format: str
    rows: Mapping[str, int]
    bytes: int
    sha256: str


def about(release: Release, dataset: OpenDataset | None = None) -> dict[str, str]:
    """What a file says of itself: release, days, datum, marking, whether it is a demonstration."""
    info = release_info(release)
    words = {
        "title": f"{dataset.title} {dataset.title_en}" if dataset else "",
        "region": info["region_name"],
        "release": release.release_id,
        "data_from": info["data_from"],
        "data_to": info["data_to"],
        "times": "UTC",
        "crs": f"{STORAGE_CRS} (CGCS2000)" if dataset is None or dataset.geometry else "",
        "marking": "内部使用 internal use",
        "demo": "演示数据 demonstration data, invented" if info["is_demo"] == "true" else "",
        "text": NO_PERSONAL_TEXT,
    }
    return {key: value for key, value in words.items() if value}


def export_open_data(
    release: Release,
    out: Path,
    formats: Sequence[str] = tuple(FORMATS),
    names: Sequence[str] = tuple(DATASETS),
) -> tuple[ExportedFile, ...]:
    """Write the data sets `names` in `formats` into a folder, and ``manifest.json`` beside them.

    Raises
    ------
    StateError
        When there is no such format or data set.
    """
    chosen = [_named(name) for name in names]
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for form in formats:
        if form == "gpkg":
            files.append(_written(out / GPKG_NAME, form, release, chosen))
            continue
        files += [_written(out / f"{d.name}.{suffix_of(form)}", form, release, [d]) for d in chosen]
    files_words = [{**asdict(file), "rows": dict(file.rows)} for file in files]
    words = {"about": about(release), "columns": columns_of(release, chosen), "files": files_words}
    (out / MANIFEST).write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return tuple(files)


def write_dataset(release: Release, names: Sequence[str], form: str, to: Path) -> dict[str, int]:
    """Write data sets into one file (several only as a GeoPackage); rows by data set.

    Raises
    ------
    StateError
        When there is no such format or data set, or the format holds one data set only.
    """
    suffix_of(form)
    chosen = [_named(name) for name in names]
    if form != "gpkg" and len(chosen) != 1:
        raise StateError("一个文件只放一类 One data set a file", form, "用 gpkg 放多类 use gpkg for several")
    rows: dict[str, int] = {}
    for dataset in chosen:
        words = about(release, dataset)
        with open_dataset(release, dataset) as reader:
            if form == "csv":
                rows[dataset.name] = write_csv(reader, to)
            elif form == "geoparquet":
                rows[dataset.name] = write_geoparquet(
                    reader, to, dataset.geometry, _bounds(release, dataset), words
                )
            else:
                rows[dataset.name] = write_gpkg_layer(
                    reader, to, dataset.name, dataset.geometry, words, append=bool(rows)
                )
    return rows


def columns_of(release: Release, chosen: Sequence[OpenDataset]) -> dict[str, dict[str, str]]:
    """Type of each column by data set."""
    types = {}
    for dataset in chosen:
        with open_dataset(release, dataset) as reader:
            types[dataset.name] = {field.name: str(field.type) for field in reader.schema}
    return types


def suffix_of(form: str) -> str:
    """Suffix of a format's files; StateError where there is no such format."""
    if form not in FORMATS:
        raise StateError("没有这种格式 No such format", form, " | ".join(FORMATS))
    return FORMATS[form]


def _named(name: str) -> OpenDataset:
    if name not in DATASETS:
        raise StateError("没有这类数据 No such data set", name, " | ".join(DATASETS))
    return DATASETS[name]


def _written(path: Path, form: str, release: Release, chosen: Sequence[OpenDataset]) -> ExportedFile:
    # The suffix stays last: GDAL goes by it.
    partial = path.with_name(f".partial-{path.name}")
    partial.unlink(missing_ok=True)
    try:
        rows = write_dataset(release, [dataset.name for dataset in chosen], form, partial)
        with partial.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return ExportedFile(path.name, form, rows, path.stat().st_size, digest)


def _bounds(release: Release, dataset: OpenDataset) -> Bounds | None:
    if dataset.geometry == "Point":
        row = release.frame("open_extent").iloc[0]
        return tuple(row[["minx", "miny", "maxx", "maxy"]].astype(float)) if row["n_placed"] else None  # type: ignore[return-value]
    if dataset.geometry is None:
        return None
    definitions = {
        key.removeprefix("definitions/"): text
        for key, text in release_info(release).items()
        if key.startswith("definitions/")
    }
    city = release.frame("unit", code=parse_definitions(definitions).adcode, levels=["city"]).iloc[0]
    return (float(city["minx"]), float(city["miny"]), float(city["maxx"]), float(city["maxy"]))
