"""What the cells of a column look like: times, codes, degrees, agreed words. A hint which column it is, never a proof."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import shapely

from data.contracts import Contract
from data.place import Places
from data.staging.whistle_words import whistle_words
from governance.errors import RegionError

# The forms that queries/staging/staged_time.sql reads.
_TIME = re.compile(
    r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]*\d{1,2}[:：时点]\d{0,2}[:：分]?[\d.]*秒?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?"
    r"|[34567]\d{4}(?:\.\d+)?"
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_COMMUNITY_CODE = re.compile(r"[1-9]\d{11}")
_CASE_NO = re.compile(r"(?=.*\d.*\d.*\d)[A-Za-z0-9\u4e00-\u9fff（）()\[\]〔〕_/.-]{3,40}")
_MOBILE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}")
#: Where Chinese land lies, in degrees.
_CHINA = (73.0, 3.0, 136.0, 54.0)
#: Outside the region by so much (degrees) is still told as "of the region": codes and points may be wrong.
_MARGIN = 0.5


@dataclass(frozen=True)
class Vocabulary:
    """The region's words, as far as they are known.

    Attributes
    ----------
    words
        Our name of a column → what may stand in it.
    community_codes
        Of the register.
    bounds
        West, south, east, north in degrees.
    """

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    community_codes: frozenset[str] = frozenset()
    bounds: tuple[float, float, float, float] = _CHINA

    @classmethod
    def of_region(cls, region_dir: Path, places: Places | None = None) -> Vocabulary:
        """Read the tables of classes, themes, departments and divisions of a region folder.

        Raises
        ------
        RegionError
            When one of them cannot be read.
        """
        classes = _rows(region_dir / "incident_classes.csv")
        tables = whistle_words(region_dir)
        words = {
            "class_name": frozenset(row["class_name"] for row in classes),
            "subclass_name": frozenset(row["subclass_name"] for row in classes),
            "theme": frozenset(tables["whistle_theme_word"].column("name").to_pylist()),
            "department_name": frozenset(tables["whistle_office_word"].column("name").to_pylist()),
            "role": frozenset(tables["role_word"].column("word").to_pylist()),
            "solved": frozenset(tables["answer_word"].column("word").to_pylist()),
        }
        divisions = _rows(region_dir / "divisions.csv")
        codes = frozenset(row["code"] for row in divisions if row["level"] == "community")
        return cls({name: found for name, found in words.items() if found}, codes, _bounds(places))

    @classmethod
    def of_places(cls, places: Places | None) -> Vocabulary:
        """What the region's polygons alone tell: the codes of communities and the extent."""
        if places is None:
            return cls()
        return cls({}, frozenset(map(str, places.community_codes)), _bounds(places))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegionError("区域资料有误 Region", f"{path.name}: {error}", "修正 mend it") from error


def _bounds(places: Places | None) -> tuple[float, float, float, float]:
    if places is None or not len(places.communities):
        return _CHINA
    west, south, east, north = shapely.total_bounds(places.communities)
    return float(west) - _MARGIN, float(south) - _MARGIN, float(east) + _MARGIN, float(north) + _MARGIN


NO_WORDS = Vocabulary()


@dataclass(frozen=True)
class Values:
    """The cells of one column of a sample.

    Attributes
    ----------
    cells
        Those that are not blank.
    filled
        Their share of the rows.
    """

    cells: tuple[str, ...]
    filled: float

    @classmethod
    def of(cls, cells: Sequence[str | None]) -> Values:
        """The values of a column's cells."""
        given = tuple(cell.strip() for cell in cells if cell and cell.strip())
        return cls(given, len(given) / len(cells) if cells else 0.0)

    def share(self, pattern: re.Pattern[str]) -> float:
        """Share of the values that are of that form from end to end."""
        return _share(pattern.fullmatch(cell) is not None for cell in self.cells)

    def among(self, words: frozenset[str]) -> float:
        """Share of the values that are one of these words."""
        return _share(cell in words for cell in self.cells)

    def between(self, low: float, high: float) -> float:
        """Share of the values that are numbers in that range."""
        numbers = (float(cell) if _NUMBER.fullmatch(cell) else None for cell in self.cells)
        return _share(number is not None and low <= number <= high for number in numbers)

    @property
    def distinct(self) -> float:
        """Distinct values as a share of all."""
        return len(set(self.cells)) / len(self.cells) if self.cells else 0.0

    @property
    def are_times(self) -> float:
        """Share of the values that are dates or times."""
        return self.share(_TIME)

    @property
    def are_fractions(self) -> bool:
        """Whether most values have at least two decimals, as degrees have and ordinal numbers have not."""
        return _share(len(cell.partition(".")[2]) >= 2 for cell in self.cells) > 0.5


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def likeness(
    name: str, contract: Contract, values: Values, vocabulary: Vocabulary = NO_WORDS
) -> float | None:
    """How much the values look like those of a column (0…1); None where its values have no look of their own.

    0 is a contradiction: whatever its header says, such values are not that column's.
    """
    if not values.cells:
        return None
    known = vocabulary.words.get(name)
    if name.endswith("_at"):
        return values.are_times
    if name in ("state", "stage"):
        return values.among(frozenset(contract.states))
    if known is not None:
        return values.among(known)
    if name in ("lon", "lat"):
        west, south, east, north = vocabulary.bounds
        low, high = (west, east) if name == "lon" else (south, north)
        return values.between(low, high) if values.are_fractions else 0.0
    if name == "community_code":
        codes = vocabulary.community_codes
        return values.among(codes) if codes else values.share(_COMMUNITY_CODE)
    if name in ("rework_count", "satisfaction"):
        low, high = (0, 20) if name == "rework_count" else (1, 5)
        return values.between(low, high) if all("." not in cell for cell in values.cells) else 0.0
    if name == "phone":
        return values.share(_MOBILE)
    if name in ("case_no", "whistle_no"):
        # Short ones are rare, yet nothing forbids them.
        return 0.0 if values.are_times > 0.5 else max(0.5, values.share(_CASE_NO))
    return None


#: How much a look alone says about which column it is: agreed words and codes nearly all, times and small numbers little
#: (a file has several such columns).
WEIGHT = {
    "state": 0.9, "stage": 0.9, "class_name": 0.95, "subclass_name": 0.95, "theme": 0.95, "department_name": 0.85,
    "role": 0.9, "solved": 0.8, "community_code": 0.95, "lon": 0.9, "lat": 0.9, "phone": 0.85, "case_no": 0.7,
    "whistle_no": 0.65, "rework_count": 0.3, "satisfaction": 0.3,
}  # fmt: skip
TIME_WEIGHT, FIRST_TIME_WEIGHT = 0.4, 0.75


def first_times(columns: Mapping[int, Sequence[str | None]]) -> int | None:
    """The position of the one column of times that nearly every row fills and that is hardly ever after another.

    A case begins before whatever else happens to it, so this is when it was received. None where there is none, or several.

    Parameters
    ----------
    columns
        Position → cells, of columns of times.
    """
    firsts = []
    for place, cells in columns.items():
        mine = [_comparable(cell) for cell in cells]
        if _share(bool(time) for time in mine) < 0.95:
            continue
        others = [[_comparable(cell) for cell in found] for at, found in columns.items() if at != place]
        pairs = [(m, o) for found in others for m, o in zip(mine, found, strict=True) if m and o]
        before = _share(m <= o for m, o in pairs) if pairs else 1.0
        strictly = all(
            _share(m < o for m, o in zip(mine, found, strict=True) if m and o) > 0.05 for found in others
        )
        if before >= 0.95 and strictly:
            firsts.append(place)
    return firsts[0] if len(firsts) == 1 else None


def _comparable(cell: str | None) -> str:
    """A time so that text order is its order, for times of one form; "" where it is none."""
    if not cell or not _TIME.fullmatch(cell.strip()):
        return ""
    parts = re.findall(r"\d+", cell)
    return " ".join(part.zfill(2) for part in parts) if len(parts) > 2 else cell
