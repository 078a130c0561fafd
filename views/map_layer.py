"""What the map component draws: classes and figures by unit, never geometry."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class MapLayer:
    """One choropleth over one level of units, in the order of the published geometry (`seq`); equal only to itself.

    Attributes
    ----------
    geometry_hash
        Folder of the published geometry below ``static/geometry/``.
    level
        ``zone``, ``county``, ``street``, ``street_part``, ``community`` or ``grid``.
    membership
        ``zone`` (管理) or ``county`` (属地): which outer borders are drawn strongest.
    classes
        int8, one per unit of the level: index into the ramp, -1 = no data, -2 = outside the view (dimmed, not
        clickable).
    numerators, denominators
        float64 per unit; NaN where missing. The hover card shows both and their quotient.
    n_classes
        Number of ramp steps in use.
    scale, digits
        The indicator's value is ``numerator / denominator * scale``, shown with `digits` decimals.
    indicator_name, numerator_name, denominator_name, unit
        Already in the language of the screen.
    scope_level, scope_code
        The unit in focus: the map fits to it when it changes; its outline is strong.
    scope_bounds
        (minx, miny, maxx, maxy) in degrees, EPSG:4490.
    selected_code
        A unit to outline as selected, or None.
    schematic
        Whether the level's edges are schematic (示意边界).
    category_filter
        Categories shown at full strength; empty means all.
    """

    geometry_hash: str
    level: str
    membership: str
    classes: npt.NDArray[np.int8]
    numerators: npt.NDArray[np.float64]
    denominators: npt.NDArray[np.float64]
    n_classes: int
    scale: float
    digits: int
    indicator_name: str
    numerator_name: str
    denominator_name: str
    unit: str
    scope_level: str
    scope_code: str
    scope_bounds: tuple[float, float, float, float]
    selected_code: str | None = None
    schematic: bool = False
    category_filter: frozenset[str] = field(default_factory=frozenset)
