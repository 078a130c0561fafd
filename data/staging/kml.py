"""KML and KMZ: each placemark is a row, its extended data the columns; nothing that a file links to is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from data.staging import archive
from data.staging.extent import parse
from data.staging.features import Features
from data.staging.grid import FileFaultError, Reading, cell_text

_CHUNK = 1 << 20
_TEXT_LIMIT = 1 << 20


def read_kml(path: Path) -> Reading:
    """Read the placemarks of a KML file; coordinates are WGS 84 by definition, unless a person says otherwise.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``empty_file``, ``too_large`` or ``unsafe_file``.
    """
    return _reading(_pieces(path), "kml")


def read_kmz(path: Path) -> Reading:
    """Read the one KML inside a KMZ.

    Raises
    ------
    FileFaultError
        As `read_kml`, and ``protected_file``.
    """
    with archive.opened(path) as opened:
        members = [info for info in opened.infolist() if info.filename.lower().endswith(".kml")]
        if len(members) != 1:
            raise FileFaultError(
                "unreadable", detail=f"压缩包里有 {len(members)} 个 KML，应为 1 个",
                detail_en=f"{len(members)} KML files in the archive, expected one",
            )  # fmt: skip
        return _reading(archive.chunks(opened, members[0]), "kmz")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while part := stream.read(_CHUNK):
            yield part


def _reading(parts: Iterable[bytes], kind: str) -> Reading:
    placemarks = _Placemarks()
    parse(parts, placemarks.begins, placemarks.ends, placemarks.text)
    return Reading(kind, (placemarks.features.grid(),))


class _Placemarks:
    """Gathers placemarks out of the parser's events."""

    def __init__(self) -> None:
        self.features = Features()
        self._path: list[str] = []
        self._row: dict[str, str | None] | None = None
        self._name = ""
        self._point: list[str] = []
        self._words: list[str] = []
        self._size = 0

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        self._path.append(kind)
        if len(self._path) > 200:
            raise FileFaultError("unreadable", detail="嵌套过深", detail_en="nested too deeply")
        self._words, self._size = [], 0
        if kind == "Placemark":
            self._row, self._point = {}, []
        elif kind in ("Data", "SimpleData"):
            self._name = attributes.get("name", "")

    def text(self, words: str) -> None:
        if self._row is None:
            return
        self._size += len(words)
        if self._size > _TEXT_LIMIT:
            raise FileFaultError(
                "too_large", detail="一项文字超过 1 MB", detail_en="one text is larger than 1 MB"
            )
        self._words.append(words)

    def ends(self, name: str) -> None:
        kind = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if self._row is None:
            return
        text = cell_text("".join(self._words))
        if kind in ("name", "description", "address", "phoneNumber") and parent == "Placemark":
            self._row[kind] = text
        elif kind == "SimpleData" or (kind == "value" and parent == "Data"):
            self._row[self._name] = text
        elif kind == "coordinates" and parent == "Point":
            self._point = (text or "").split(",")[:2]
        elif kind == "Placemark":
            x, y = self._point if len(self._point) == 2 else (None, None)
            self.features.add(self._row, cell_text(x), cell_text(y))
            self._row = None
        self._words, self._size = [], 0
