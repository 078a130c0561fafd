"""Between the datums that department files arrive in: WGS 84, CGCS2000, GCJ-02 and BD-09.

CGCS2000 and WGS 84 agree within decimetres and are stored as they come. GCJ-02 is the shifted datum of
public Chinese maps, BD-09 shifts it once more. The forward formulas are the ones in public use; the
backward ones have no closed form and are solved by fixed-point iteration on the forward formula, so that a
round trip returns to the start within 1e-11° (a micrometre), not within the usual few metres.

All functions take and return degrees, in arrays of any equal shape; NaN stays NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from governance.errors import GeometryError

Datum = Literal["WGS84", "CGCS2000", "GCJ02", "BD09"]
DATUMS: tuple[Datum, ...] = get_args(Datum)

FloatArray = npt.NDArray[np.float64]
_Pair = tuple[FloatArray, FloatArray]

# Krasovsky 1940, the ellipsoid that the public GCJ-02 formula is written on.
_AXIS_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
# The box inside which the public formula shifts; outside it GCJ-02 is WGS 84.
_SHIFTED_LON = (72.004, 137.8347)
_SHIFTED_LAT = (0.8293, 55.8271)
_BD_PI = np.pi * 3000.0 / 180.0
# The formula repeats on a scale of kilometres; each step shrinks the error at least twentyfold.
_MAX_STEPS = 30
_SETTLED_DEG = 1e-13
STORAGE_UNITS_PER_DEGREE = 10_000_000


def _gcj02_shift(lon: FloatArray, lat: FloatArray) -> _Pair:
    """Degrees to add to WGS 84 to get GCJ-02, zero outside the box."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0

    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    metres_per_degree_north = (
        np.pi / 180.0 * _AXIS_M * (1.0 - _ECCENTRICITY_SQUARED) / (magic * np.sqrt(magic))
    )
    metres_per_degree_east = np.pi / 180.0 * _AXIS_M / np.sqrt(magic) * np.cos(phi)
    inside = (
        (lon >= _SHIFTED_LON[0])
        & (lon <= _SHIFTED_LON[1])
        & (lat >= _SHIFTED_LAT[0])
        & (lat <= _SHIFTED_LAT[1])
    )
    return (
        np.where(inside, east / metres_per_degree_east, 0.0),
        np.where(inside, north / metres_per_degree_north, 0.0),
    )


def _arrays(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    lon_array, lat_array = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if lon_array.shape != lat_array.shape:
        raise GeometryError(
            "经纬度个数不一致 / Unequal coordinates",
            f"{lon_array.shape} longitudes against {lat_array.shape} latitudes.",
            "Give one latitude for every longitude.",
        )
    return lon_array, lat_array


def _inverse(forward: Callable[[FloatArray, FloatArray], _Pair], lon: FloatArray, lat: FloatArray) -> _Pair:
    """Solve forward(x, y) = (lon, lat), starting from the shifted point itself."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_MAX_STEPS):
        seen_x, seen_y = forward(x, y)
        step_x, step_y = lon - seen_x, lat - seen_y
        x, y = x + step_x, y + step_y
        if not (np.abs(step_x) > _SETTLED_DEG).any() and not (np.abs(step_y) > _SETTLED_DEG).any():
            break
    return x, y


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    """Shift WGS 84 degrees to GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees, arrays of equal shape; NaN stays NaN.

    Returns
    -------
    tuple of ndarray of float64
        Longitudes and latitudes in GCJ-02; unchanged outside 72.004–137.8347° E, 0.8293–55.8271° N.

    Raises
    ------
    GeometryError
        When the shapes differ.
    """
    lon_array, lat_array = _arrays(lon, lat)
    shift_lon, shift_lat = _gcj02_shift(lon_array, lat_array)
    return lon_array + shift_lon, lat_array + shift_lat


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    """Take GCJ-02 degrees back to WGS 84: the inverse of :func:`wgs84_to_gcj02` within 1e-11°.

    Within about a kilometre of the rim of the box where the shift switches on there is no inverse and
    the nearest point found is returned; no Chinese land lies there.
    """
    return _inverse(wgs84_to_gcj02, *_arrays(lon, lat))


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    """Shift GCJ-02 degrees to BD-09 by the publicly known formula."""
    x, y = _arrays(lon, lat)
    radius = np.sqrt(x * x + y * y) + 0.00002 * np.sin(y * _BD_PI)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    """Take BD-09 degrees back to GCJ-02: the inverse of :func:`gcj02_to_bd09` within 1e-11°."""
    return _inverse(gcj02_to_bd09, *_arrays(lon, lat))


def wgs84_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    """Shift WGS 84 degrees to BD-09, by way of GCJ-02."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Pair:
    """Take BD-09 degrees back to WGS 84: the inverse of :func:`wgs84_to_bd09` within 1e-11°."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_storage(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> _Pair:
    """Bring coordinates to what a release stores: WGS 84/CGCS2000 on the 1e-7° integer grid.

    Parameters
    ----------
    lon, lat
        Degrees in ``datum``, arrays of equal shape; NaN stays NaN.
    datum
        One of :data:`DATUMS`.

    Returns
    -------
    tuple of ndarray of float64
        Longitudes and latitudes, each the float nearest to a whole number of 1e-7°.

    Raises
    ------
    GeometryError
        When the datum is unknown or the shapes differ.
    """
    if datum in ("WGS84", "CGCS2000"):
        x, y = _arrays(lon, lat)
    elif datum == "GCJ02":
        x, y = gcj02_to_wgs84(lon, lat)
    elif datum == "BD09":
        x, y = bd09_to_wgs84(lon, lat)
    else:
        raise GeometryError(
            "未知坐标系 / Unknown datum",
            f"“{datum}” is none of {', '.join(DATUMS)}.",
            "Declare one of these in the contract; ask the supplier which map the points come from.",
        )
    scale = float(STORAGE_UNITS_PER_DEGREE)
    return np.rint(x * scale) / scale, np.rint(y * scale) / scale
