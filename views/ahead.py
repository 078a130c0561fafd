"""Questions asked ahead: what one screen asks of the release and does not depend on each other runs side by side.

DuckDB lets go of the interpreter while it counts, so a screen's questions take the time of the longest one where a
core is free, and no longer than before where none is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# All sessions share them; more than a screen asks at once would only take turns on the cores there are.
_POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ahead")


def ahead(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Begin to answer a question in another thread; ``result()`` waits for it and raises what it raised.

    What is asked must not ask ahead itself: it could wait for a thread that waits for it. It knows nothing of the
    screen's session.
    """
    return _POOL.submit(ask, *args, **kwargs)
