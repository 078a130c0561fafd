"""Units that stand out among those of their level: far too large or small, far too many people for their area, or none."""

from __future__ import annotations

import numpy as np

from data.boundaries.codes import CodedLayer
from data.boundaries.faults import Fault
from geo.crs import FloatArray

#: Fewer units have no usual size.
_FEWEST = 20
# A unit stands out when it lies this many (robust) standard deviations from the median of the logarithms …
_DEVIATIONS = 6.0
# … and is this many times as large or small: a level of equal units has a deviation of nothing.
_FACTOR = 20.0


def standing_out(values: FloatArray) -> FloatArray:
    """How many times the median each value is, NaN where that is not out of the ordinary.

    Judged by the median and the median deviation of the logarithms, which a few wrong values do not move.

    Parameters
    ----------
    values
        Positive numbers.
    """
    result = np.full(len(values), np.nan)
    if len(values) < _FEWEST:
        return result
    logs = np.log(values)
    away = logs - np.median(logs)
    deviation = 1.4826 * float(np.median(np.abs(away)))
    odd = (np.abs(away) > _DEVIATIONS * deviation) & (np.abs(away) > np.log(_FACTOR))
    result[odd] = np.exp(away[odd])
    return result


def outlier_faults(layer: CodedLayer, area_km2: FloatArray) -> list[Fault]:
    """Areas and densities out of the ordinary, and units without people where the file tells of people at all.

    Parameters
    ----------
    area_km2
        One a unit of the layer; NaN or 0 where it has no usable shape.
    """
    codes = np.array(layer.codes, dtype=object)
    usable = np.nan_to_num(area_km2) > 0
    faults = _told("area_outlier", codes[usable], area_km2[usable], "平方公里", "km²")
    people = np.asarray(layer.population, dtype=np.float64)
    if (people < 0).any() or not (people > 0).any():
        return faults
    peopled = usable & (people > 0)
    density = people[peopled] / area_km2[peopled]
    faults += _told("people_outlier", codes[peopled], density, "人/平方公里", "people/km²")
    if layer.level != "grid":
        faults += [Fault("people_none", (str(code),)) for code in codes[people == 0]]
    return faults


def _told(kind: str, codes: FloatArray, values: FloatArray, unit: str, unit_en: str) -> list[Fault]:
    median = float(np.median(values)) if len(values) else np.nan
    return [
        Fault(
            kind, (str(codes[i]),), f"{values[i]:,.3g} {unit}，一般为 {median:,.3g}",
            f"{values[i]:,.3g} {unit_en}, usually {median:,.3g}",
        )
        for i in np.flatnonzero(~np.isnan(standing_out(values)))
    ]  # fmt: skip
