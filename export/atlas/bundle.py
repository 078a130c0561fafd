"""The archive of an atlas: every sheet as its files, in folders, beside a list that tells what is what."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data.pointer import sync_folder
from export.atlas.plan import AtlasPlan, AtlasSheet
from export.sheet.export import file_name
from export.tables import csv_text
from governance.errors import ExportError, ReleaseError
from governance.trouble import disk_trouble
from views.sheet.choices import code_of
from views.words import word

# A moment for every file in an archive: the same files give the same archive.
_TIME = (2026, 1, 1, 0, 0, 0)
_COLUMNS = ("page", "unit", "code", "theme", "title", "sheet", "file", "hash")


@dataclass(frozen=True)
class Listed:
    """A sheet's files: where each lies, its name and its SHA-256."""

    sheet: AtlasSheet
    title: str
    files: tuple[tuple[Path, str, str], ...]


def write_bundle(plan: AtlasPlan, sheets: Sequence[Listed], path: Path) -> tuple[Path, str, str, int]:
    """Write the archive, file by file from the disk; path, kind, SHA-256 and bytes.

    Raises
    ------
    ExportError
        When the disk is full; no half-written archive is left.
    """
    part = path.with_name(f".{path.name}.part")
    rows: list[list[str]] = []
    try:
        with disk_trouble(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("w+b") as stream:
                with zipfile.ZipFile(stream, "w") as bundle:
                    for at, one in enumerate(sheets, start=1):
                        rows += _put(bundle, plan, at, one)
                    _add(bundle, f"{word('atlas.list_name', plan.lang)}.csv", _list(plan, rows))
                stream.flush()
                os.fsync(stream.fileno())
                stream.seek(0)
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            part.replace(path)
            sync_folder(path.parent)
    except ReleaseError as error:
        raise ExportError(
            error.title,
            str(path),
            "腾出空间后再试；没有留下半个文件 Make room and try again; no half-written file was left",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return path, "zip", digest, path.stat().st_size


def _put(bundle: zipfile.ZipFile, plan: AtlasPlan, at: int, one: Listed) -> list[list[str]]:
    """Add the files of a sheet that the archive holds; their lines of the list."""
    sheet = one.sheet
    folder = file_name(sheet.unit_name if plan.order == "unit" else sheet.theme_name, "").rstrip(".")
    rows = []
    for path, name, digest in one.files:
        ending = name.rpartition(".")[2]
        if ending not in plan.outputs:  # drawn for the book alone
            continue
        inside = f"{folder}/{at:04d}_{name}"
        _add(bundle, inside, path.read_bytes(), stored=ending == "png")
        own = sheet.page if ending == "pdf" else sheet.picture
        rows.append(
            [str(at), sheet.unit_name, sheet.unit, sheet.theme_name, one.title, code_of(own), inside, digest]
        )
    return rows


def _list(plan: AtlasPlan, rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([word(f"atlas.list_{name}", plan.lang) for name in _COLUMNS])
    writer.writerows([csv_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _add(bundle: zipfile.ZipFile, name: str, content: bytes, *, stored: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    bundle.writestr(entry, content)
