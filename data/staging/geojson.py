"""GeoJSON, feature by feature: the file is never held whole, and what is wrong with it is told by its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.staging.encoding import find_encoding, utf8_blocks
from data.staging.features import Features
from data.staging.grid import FileFaultError, Reading, cell_text
from data.staging.options import NOTHING_SETTLED, ReadOptions

# Of one feature, or of anything else beside the features.
_VALUE_LIMIT = 32 << 20
# A fault so far before the end of what has been read is none of what has not.
_MARGIN = 1 << 16
_BLANK = " \t\r\n\ufeff"


def read_geojson(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read a GeoJSON FeatureCollection of points; features are numbered from 1.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``empty_file``, ``wrong_encoding`` or ``too_large``.
    """
    encoding = options.encoding or find_encoding(path)
    features = Features()
    text = _Text(utf8_blocks(path, encoding))
    found = _document(text, features)
    if "features" not in found:
        raise FileFaultError(
            "unreadable", detail="不是 FeatureCollection", detail_en="not a FeatureCollection"
        )
    return Reading("geojson", (features.grid(),), encoding=encoding, crs=_named_crs(found.get("crs")))


def _named_crs(crs: Any) -> str | None:
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    return str(name) if name else None


def _document(text: _Text, features: Features) -> dict[str, Any]:
    """Members of the outermost object; its features are gathered as they come."""
    found: dict[str, Any] = {}
    if not text.takes("{"):
        return found
    while not text.takes("}"):
        key = text.value()
        if not isinstance(key, str) or not text.takes(":"):
            raise text.fault("Expecting ':'")
        if key == "features" and text.takes("["):
            found[key] = True
            while not text.takes("]"):
                _add(features, text.value())
                if not text.takes(",") and not text.sees("]"):
                    raise text.fault("Expecting ','")
        else:
            value = text.value()
            if key != "features":
                found[key] = value
        if not text.takes(",") and not text.sees("}"):
            raise text.fault("Expecting ','")
    if not text.is_over():
        raise text.fault("Extra data")
    return found


def _add(features: Features, feature: Any) -> None:
    attributes = {str(name): cell_text(value) for name, value in _mapping(feature, "properties").items()}
    geometry = _mapping(feature, "geometry")
    kind = str(geometry.get("type") or "")[:40]
    point = geometry.get("coordinates") if kind == "Point" else None
    if isinstance(point, list) and len(point) >= 2:
        x, y = cell_text(point[0]), cell_text(point[1])
    else:
        # Another geometry than a point is told by a rule: nothing is lost silently.
        x = y = kind if kind not in ("", "Point") else None
    features.add(attributes, x, y)


def _mapping(feature: Any, key: str) -> dict[str, Any]:
    value = feature.get(key) if isinstance(feature, dict) else None
    return value if isinstance(value, dict) else {}


class _Text:
    """JSON text that is read on as it is understood."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._text = ""
        self._at = 0
        self._lines = 1
        self._is_over = False
        self._decoder = json.JSONDecoder()

    def takes(self, sign: str) -> bool:
        """Whether the next sign is that one; it is then passed."""
        if not self.sees(sign):
            return False
        self._at += 1
        return True

    def sees(self, sign: str) -> bool:
        """Whether the next sign is that one."""
        return self._next() == sign

    def is_over(self) -> bool:
        """Whether nothing follows."""
        return self._next() == ""

    def value(self) -> Any:
        """The next value.

        Raises
        ------
        FileFaultError
            ``unreadable`` with its line, or ``too_large``.
        """
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.pos > len(self._text) - _MARGIN or error.msg.startswith("Unterminated")
                if self._is_over or not is_cut:
                    raise self.fault(error.msg, error.pos) from error
            except (RecursionError, ValueError) as error:
                raise self.fault(f"{type(error).__name__}") from error
            else:
                # A number may go on in the next block.
                if end < len(self._text) or self._is_over:
                    self._at = end
                    return value
            if len(self._text) - self._at > _VALUE_LIMIT:
                raise FileFaultError(
                    "too_large", detail=f"第 {self._line(self._at)} 行起的一项超过 32 MB",
                    detail_en=f"one item from line {self._line(self._at)} on is larger than 32 MB",
                )  # fmt: skip
            self._more()

    def fault(self, words: str, at: int | None = None) -> FileFaultError:
        """The fault of text that is no JSON."""
        line = self._line(self._at if at is None else at)
        return FileFaultError(
            "unreadable", row=line, detail=f"第 {line} 行不是完整的 JSON（{words}）",
            detail_en=f"line {line} is not whole JSON ({words})",
        )  # fmt: skip

    def _line(self, at: int) -> int:
        return self._lines + self._text.count("\n", 0, at)

    def _next(self) -> str:
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._is_over:
                return ""
            self._more()

    def _more(self) -> None:
        block = next(self._blocks, None)
        if block is None:
            self._is_over = True
            return
        self._lines += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + block.decode("utf-8")
        self._at = 0
