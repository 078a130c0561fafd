"""Names of departments, data sets and codings as the gate tells them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from data.contracts import Contract, load_contracts
from data.definitions import Definitions, parse_definitions, read_definition_texts
from views.names import Lang

# The department's own name of its data set would not tell two of its data sets apart.
_DATASETS: dict[str, tuple[str, str]] = {
    "incident": ("案件", "cases"),
    "case_event": ("案件流转", "case flow"),
    "whistle": ("哨单", "whistles"),
}
_DATUMS: dict[str, tuple[str, str]] = {
    "WGS84": ("WGS 84（GPS）", "WGS 84 (GPS)"),
    "CGCS2000": ("CGCS2000（国家 2000）", "CGCS2000 (national)"),
    "GCJ02": ("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"),
    "BD09": ("BD-09（百度）", "BD-09 (Baidu)"),
}
_DELIMITERS: dict[str, tuple[str, str]] = {
    ",": ("逗号 ,", "comma ,"),
    "\t": ("制表符", "tab"),
    ";": ("分号 ;", "semicolon ;"),
    "|": ("竖线 |", "bar |"),
}
_FORMATS = {
    "csv": "CSV",
    "xlsx": "Excel (xlsx)",
    "xls": "Excel (xls)",
    "ods": "ODS",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "shapefile": "Shapefile",
    "kml": "KML",
    "geoparquet": "GeoParquet",
    "parquet": "Parquet",
}
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 (BOM)", "gb18030": "GB 18030", "big5": "Big5"}


@lru_cache(maxsize=4)
def region_definitions(region_dir: Path) -> Definitions:
    """The definitions of the region folder: they are there before the first release is."""
    return parse_definitions(read_definition_texts(region_dir))


@lru_cache(maxsize=1)
def contracts() -> tuple[Contract, ...]:
    """All contracts, read once."""
    return load_contracts()


def contract_of(department: str | None, dataset: str | None) -> Contract | None:
    """The contract of a department's data set, or None."""
    return next((c for c in contracts() if c.key == (department, dataset)), None)


def _word(pair: tuple[str, str], lang: Lang) -> str:
    return pair[0] if lang == "zh" else pair[1]


def department_name(definitions: Definitions, department: str | None, lang: Lang) -> str:
    """A department's short name; the id itself where the region does not know it, "" without one."""
    for entry in definitions.departments:
        if entry.id == department:
            return entry.name if lang == "zh" else entry.name_en
    return department or ""


def dataset_name(dataset: str | None, lang: Lang) -> str:
    """What kind of rows a data set holds."""
    return _word(_DATASETS.get(dataset or "", (dataset or "", dataset or "")), lang)


def contract_name(definitions: Definitions, key: tuple[str | None, str | None], lang: Lang) -> str:
    """Department and data set in one: 城管 · 案件; "" where neither is known."""
    department, dataset = key
    if department is None:
        return ""
    own = department_name(definitions, department, lang)
    return f"{own} · {dataset_name(dataset, lang)}" if dataset else own


def datum_name(datum: str | None, lang: Lang) -> str:
    """A datum with where it is met."""
    return _word(_DATUMS.get(datum or "", (datum or "", datum or "")), lang)


def delimiter_name(delimiter: str | None, lang: Lang) -> str:
    """A delimiter in words: nobody sees a tab."""
    return _word(_DELIMITERS.get(delimiter or "", (delimiter or "", delimiter or "")), lang)


def format_name(form: str | None) -> str:
    """A file's form as people call it."""
    return _FORMATS.get((form or "").lower(), (form or "").upper())


def encoding_name(encoding: str | None) -> str:
    """A text encoding as people call it."""
    return _ENCODINGS.get((encoding or "").lower(), (encoding or "").upper())
