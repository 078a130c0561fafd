"""Random coverages for tests: in small integers, with gaps, holes and units of several parts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from hypothesis import assume
from hypothesis import strategies as st


@st.composite
def coverages(draw: st.DrawFn, size: int = 24) -> npt.NDArray[np.object_]:
    """Deal triangles between random lattice points, 0 to `size`, out to at most five units, or to nobody."""
    lattice = st.tuples(st.integers(0, size), st.integers(0, size))
    points = draw(st.lists(lattice, min_size=3, max_size=20, unique=True))
    triangles = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(points)))
    triangles = triangles[shapely.area(triangles) > 0]
    assume(len(triangles))
    deal = np.array(draw(st.lists(st.integers(-1, 4), min_size=len(triangles), max_size=len(triangles))))
    units = [shapely.union_all(triangles[deal == unit]) for unit in range(5) if (deal == unit).any()]
    result = np.array(units, dtype=object)
    assume(len(result) and shapely.coverage_is_valid(result))
    return result
