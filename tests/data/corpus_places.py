"""Wrong coordinates, points against codes and addresses, and the same matter sent twice; each with its twins."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np

from geo.datum import gcj02_to_bd09, wgs84_to_gcj02
from tests.data.corpus_base import (
    METRES,
    NO_LIMIT,
    SHAPES,
    WORDS,
    Tally,
    clock,
    code_of,
    distance_m,
    find_point,
    letter_at,
    letter_of,
    open_case,
    parsed,
    place,
    point_in,
)
from tests.data.deliveries import Row
from tests.tiny_region import COMMUNITIES, COUNTIES, STREETS

Point = tuple[float, float]
#: Places in other cities, with the digits that a clerk would give.
ELSEWHERE = (
    ("106.647375", "26.643613"),
    ("102.712251", "25.040609"),
    ("116.397128", "39.916527"),
    ("-103.04", "25.04"),
)
DISAGREES = ("point_disagrees", "county_differs", "point_near", "coordinate_shifted")


def in_gcj02(point: Point) -> Point:
    (lon,), (lat,) = wgs84_to_gcj02([point[0]], [point[1]])
    return float(lon), float(lat)


def in_bd09(point: Point) -> Point:
    lon, lat = in_gcj02(point)
    (lon,), (lat,) = gcj02_to_bd09([lon], [lat])
    return float(lon), float(lat)


def _dms(degrees: float, signs: str) -> str:
    whole, minutes = int(degrees), (degrees % 1) * 60
    return f"{whole}{signs[0]}{int(minutes):02d}{signs[1]}{minutes % 1 * 60:04.1f}{signs[2:]}"


def add_coordinates(tally: Tally) -> None:
    """Coordinates that are none of the region."""
    rng = tally.rng

    def bad(rule: str, lon: str | None, lat: str | None) -> None:
        tally.add_bad(rule, tally.case(lon=lon, lat=lat))

    for lon, lat in (("0", "0"), ("0.0", "0.000000"), ("0", "25.04"), ("103.04", "0")):
        bad("coordinate_zero", lon, lat)
    for lon, lat in ELSEWHERE:
        bad("coordinate_outside", lon, lat)
    for lon, lat in (
        ("203.0412", "25.0412"),
        ("103.0412", "95.0412"),
        ("-190.5", "25.04"),
        ("103.04", "-120"),
    ):
        bad("coordinate_range", lon, lat)
    for x, y in (
        ("503000.25", "2770123.5"),
        ("35503000", "2770123"),
        ("11470123.4", "2879000.1"),
        ("2770123", "503000"),
    ):
        bad("coordinate_projected", x, y)
    for _ in range(3):
        lon, lat = point_in(rng, rng.choice(list(COMMUNITIES)))
        bad("coordinate_swapped", f"{lat:.7f}", f"{lon:.7f}")
        bad("coordinate_no_point", f"{lon * 1e7:.0f}", f"{lat * 1e7:.0f}")
        bad("coordinate_no_point", f"{lon * 1e6:.0f}", f"{lat * 1e6:.0f}")
        for signs in ("°′″", "度分秒", "::"):
            bad("coordinate_dms", _dms(lon, signs), _dms(lat, signs))
        bad(
            "coordinate_dms",
            f"{int(lon)} {rng.randrange(1, 6):02d} {rng.randrange(60):02d}",
            f"25 0{rng.randrange(1, 4)} 30.5",
        )
        bad("coordinate_dms", f"10302{rng.randrange(10, 59)}", f"2502{rng.randrange(10, 59)}")
        bad("coordinate_dms", f"{int(lon)}度{lon % 1 * 60:.3f}分", f"{int(lat)}度{lat % 1 * 60:.3f}分")
    for blank in (None, "", " "):
        tally.add_bad("coordinate_missing", tally.case(lon=blank, lat=blank))
        tally.add_bad("not_located", tally.case(lon=blank, lat=blank, community_code=None))
        row = tally.case()
        letter = letter_of(row)
        corner = _corner(rng)
        tally.add_bad("coordinate_coarse", row | {"community_code": code_of(letter_at(corner)), "address": None,
                                                  "lon": f"{corner[0]:.2f}", "lat": f"{corner[1]:.2f}"},
                                                  ("point_near",))  # fmt: skip
        lon, lat = point_in(rng, letter)
        tally.add_clean(
            row
            | {
                "case_no": f"{row['case_no']}b",
                "lon": f"{lon:.4f}",
                "lat": f"{lat:.4f}",
                "received_at": _earlier(row),
            }
        )
        tally.add_clean(tally.case(community_code=None))


def _corner(rng: random.Random) -> Point:
    """A corner of grids inside one community: two decimals put it nowhere else."""
    while True:
        lon, lat = 103.0 + rng.randrange(1, 12) / 100, 25.0 + rng.randrange(1, 8) / 100
        if any(
            len({letter_at((lon + dx, lat + dy)) for dx in (-1e-5, 1e-5) for dy in (-1e-5, 1e-5)}) == 1
            for _ in (0,)
        ):
            return lon, lat


def add_disagreements(tally: Tally) -> None:
    """Points, codes and addresses that contradict one another, a little or much."""
    rng = tally.rng
    for _ in range(3):
        row = tally.case(address=None)
        letter = letter_of(row)
        county = code_of(letter)[:6]
        far = find_point(rng, lambda p, letter=letter: distance_m(p, letter) > 1_600)
        same = code_of(letter_at(far))[:6] == county
        tally.add_bad("point_disagrees" if same else "county_differs", row | place(*far))
        other = find_point(
            rng, lambda p, c=county, x=letter: code_of(letter_at(p))[:6] != c and distance_m(p, x) > 1_600
        )
        tally.add_bad("county_differs", row | {"case_no": f"{row['case_no']}b"} | place(*other))
        alike = find_point(
            rng, lambda p, c=county, x=letter: code_of(letter_at(p))[:6] == c and distance_m(p, x) > 1_600
        )
        tally.add_bad("point_disagrees", row | {"case_no": f"{row['case_no']}c"} | place(*alike))
        near = _beside(rng, letter)
        tally.add_bad("point_near", row | {"case_no": f"{row['case_no']}d"} | place(*near))
        for move in (in_gcj02, in_bd09):
            own, point = _carried_out(rng, move)
            tally.add_bad(
                "coordinate_shifted",
                tally.case(address=None, community_code=code_of(own)) | place(*point),
                DISAGREES,
            )
    _add_addresses(tally)


def _beside(rng: random.Random, letter: str) -> Point:
    """A point at most 150 m outside a community, in another one."""
    while True:
        edge = SHAPES[letter].boundary.interpolate(rng.random(), normalized=True)
        angle = rng.uniform(0, 2 * np.pi)
        step = np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(30, 140) / METRES
        point = (float(edge.x + step[0]), float(edge.y + step[1]))
        if letter_at(point) not in ("", letter) and 10 < distance_m(point, letter) < 150:
            return point


def _carried_out(rng: random.Random, move: object) -> tuple[str, Point]:
    """A point inside a community that an unconverted datum carries out of it, but not out of the region."""
    while True:
        letter = rng.choice(list(COMMUNITIES))
        moved: Point = move(point_in(rng, letter, 0.01))
        if letter_at(moved) and distance_m(moved, letter) > 210:
            return letter, moved


def _add_addresses(tally: Tally) -> None:
    rng = tally.rng
    for _ in range(3):
        row = tally.case()
        code = str(row["community_code"])
        county, street = COUNTIES[code[:6]][0], STREETS[code[:9]][0]
        other_county = next(name for key, (name, *_) in COUNTIES.items() if key != code[:6])
        other_street = next(
            name for key, (name, *_) in STREETS.items() if key[:6] == code[:6] and key != code[:9]
        )
        tally.add_bad("address_differs", row | {"address": f"{other_county}胜利路{tally.number}号"})
        tally.add_bad(
            "address_differs",
            tally.case(community_code=code) | _at(rng, code) | {"address": f"小城市{other_county}"},
        )
        tally.add_bad(
            "address_differs",
            tally.case(community_code=code) | _at(rng, code) | {"address": f"{county}{other_street}5号"},
        )
        for address in (
            f"{county}{street}{other_county}路8号",
            f"{county}{tally.number}号",
            f"小城市{county}",
            f"{other_county}路12号",
        ):
            tally.add_clean(tally.case(community_code=code) | _at(rng, code) | {"address": address})


def _at(rng: random.Random, code: str) -> Row:
    letter = next(letter for letter, unit in COMMUNITIES.items() if unit[0] == code)
    return place(*point_in(rng, letter))


def add_twice(tally: Tally) -> None:
    """The same number, the same content under another number, the same matter told by two."""
    rng = tally.rng
    for changes in ({}, {"title": "另一件事"}, {"state": WORDS["void"]}, {"handler": "别的单位"}):
        row = tally.add(tally.case())
        tally.add_bad("duplicate_case", row | changes, ("duplicate_content", "near_duplicate"))
    for changes in (
        {"handler": "别的单位"},
        {"satisfaction": "1"},
        {"lon": None, "lat": None},
        {"channel": "来信"},
    ):
        row = tally.case(address=f"胜利路{tally.number}号")
        first = row | {key: None for key in changes if key in ("lon", "lat")}
        tally.add_clean(first, ("coordinate_missing",))
        tally.add_bad(
            "duplicate_content", row | changes | {"case_no": f"{row['case_no']}b"}, ("coordinate_missing",)
        )
        tally.add_clean(
            row | changes | {"case_no": f"{row['case_no']}c", "received_at": _earlier(row)},
            ("coordinate_missing",),
        )
    for metres, minutes in ((0, 1), (10, 3), (30, 9), (45, 2), (20, 0)):
        row = tally.add(tally.case(title="垃圾未清"))
        tally.add_bad("near_duplicate", _again(row, rng, metres, minutes))
    for metres, minutes in ((0, 12), (90, 2), (400, 1), (10, 60)):
        row = tally.add(tally.case(title="垃圾未清"))
        tally.add_clean(_again(row, rng, metres, minutes), ("point_near",))
    row = tally.add(tally.case(class_name="公用设施", subclass_name="路灯故障"))
    tally.add_clean(_again(row, rng, 5, 1) | {"subclass_name": "井盖破损"})


def _again(row: Row, rng: random.Random, metres: float, minutes: float) -> Row:
    """The row once more, some metres and minutes away; its later times move along."""
    lon, lat = float(str(row["lon"])), float(str(row["lat"]))
    angle = rng.uniform(0, 2 * np.pi)
    step = np.array([np.cos(angle), np.sin(angle)]) * metres / METRES
    times = {
        name: clock(parsed(cell) + timedelta(minutes=minutes, seconds=7))
        for name, cell in row.items()
        if name.endswith("_at") and cell
    }
    return {
        **row,
        **times,
        **place(lon + step[0], lat + step[1]),
        "case_no": f"{row['case_no']}x",
        "title": "又有人反映",
    }


def add_classes(tally: Tally) -> None:
    """Classes of other departments, and the one without a limit."""
    for name, subclass in (
        ("房屋市政", ""),
        ("其他部件", "电梯故障"),
        ("社会治安", "治安求助"),
        ("民生服务", "养老服务"),
    ):
        if subclass:
            tally.add_bad("class_foreign", tally.case(class_name=name, subclass_name=subclass))
    for state in ("closed", "filed", "dispatched", "disposing"):
        row = tally.case() if state == "closed" else open_case(tally.rng, tally.number, state)
        own = dict(zip(("class_name", "subclass_name"), NO_LIMIT, strict=True))
        tally.add_bad("due_missing", row | own | {"due_at": None})
        tally.add_clean(row | own | {"case_no": f"{row['case_no']}b", "received_at": _earlier(row)})
    tally.add_bad("due_computed", open_case(tally.rng, tally.number, "filed") | {"due_at": None})


def _earlier(row: Row) -> str:
    return clock(parsed(row["received_at"]) - timedelta(minutes=30))
