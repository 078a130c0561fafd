"""Server time of each screen: the page's script run of one visitor, first view and changes of its controls."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from streamlit.testing.v1 import AppTest

from governance.periods import Period
from ui.server import warm_once
from views.basis import Basis, current_basis
from views.cases.filter import channels_of, kinds_of

TARGET_CHANGE_MS = 300.0
_RANDOM = random.Random(20261124)

Change = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Control:
    """What is asked of a screen: its address, and values drawn anew at each run so that no answer is at hand."""

    page: str
    name: str
    change: Change


def controls(basis: Basis) -> list[Control]:
    """Every control of every screen, each with values of its own."""
    kinds, channels = kinds_of(basis), channels_of(basis)
    months = range(basis.available.first, basis.available.last + 1)
    units = [*basis.column("zone", "code"), *basis.column("street_part", "code")]

    def period() -> Mapping[str, str]:
        """Any run of months: eight on average, up to all of them."""
        first, last = sorted(_RANDOM.sample(months, 2))
        return {"p": str(Period(first, last))}

    def unit() -> Mapping[str, str]:
        return {"u": _RANDOM.choice(units), **period()}

    def every(page: str, **filters: Change) -> list[Control]:
        common: dict[str, Change] = {"period": period, "unit": unit}
        return [Control(page, name, change) for name, change in (common | filters).items()]

    indicators = ("on_time_rate", "closing_rate", "satisfaction_rate", "cases_per_10k", "rework_rate")
    return [
        *every("", indicator=lambda: {"i": _RANDOM.choice(indicators), **period()}),
        *every("categories")[:1],
        *every("unit"),
        *every(
            "incidents",
            **{
                "class": lambda: {"k": _RANDOM.choice(kinds).class_code, **period()},
                "sub-class": lambda: {"sub": _RANDOM.choice(kinds).subclass, **period()},
                "state": lambda: {"s": _RANDOM.choice(("closed", "disposing", "open", "overdue", "late")), **period()},
                "department": lambda: {
                    "d": _RANDOM.choice(basis.definitions.departments).id, **period()
                },
                "channel": lambda: {"ch": _RANDOM.choice(channels), **period()},
                "words": lambda: {"q": _RANDOM.choice("路口垃圾占道井盖漏水噪音小区"), **period()},
                "sort": lambda: {"o": _RANDOM.choice(("due", "-late", "subclass")), **period()},
                "deep page": lambda: {"n": str(_RANDOM.randrange(2, 20_000)), "p": str(basis.available)},
            },
        ),
        *every("whistles"),
        *every("assessment"),
        *every("evidence", figure=lambda: {"f": _RANDOM.choice(indicators[:3]), **period()}),
    ]  # fmt: skip


def _page(name: str) -> None:
    import importlib
    import time

    import streamlit as st

    page = importlib.import_module(f"pages.{name}").page
    began = time.perf_counter()
    page()
    # Taken inside: what AppTest itself does with the elements afterwards is not the server's.
    st.session_state["took_ms"] = (time.perf_counter() - began) * 1000


_FILES = {"": "one_map", "unit": "unit_profile", "status": "data_status"}


def _at(page: str, params: Mapping[str, str]) -> AppTest:
    app = AppTest.from_function(_page, args=(_FILES.get(page, page),), default_timeout=120)
    for key, value in params.items():
        app.query_params[key] = value
    return app


def run(repeats: int) -> list[dict[str, object]]:
    """Print a line for each control; returns the same as rows."""
    warm_once()
    basis = current_basis()
    rows: list[dict[str, object]] = []
    print(f"{'screen':<12}{'control':<14}{'first':>8}{'median':>8}{'most':>8}   ms of the page's script run")
    for control in controls(basis):
        times = [_run(control) for _ in range(repeats)]
        row: dict[str, object] = {
            "screen": f"/{control.page}", "control": control.name, "first_ms": times[0],
            "median_ms": statistics.median(times), "most_ms": max(times),
        }  # fmt: skip
        rows.append(row)
        print(
            f"{row['screen']:<12}{control.name:<14}{times[0]:>8.0f}{statistics.median(times):>8.0f}{max(times):>8.0f}",
            flush=True,
        )
    worst = max(rows, key=lambda row: float(str(row["median_ms"])))
    kept = float(str(worst["median_ms"])) <= TARGET_CHANGE_MS
    print(
        f"target (median ≤ {TARGET_CHANGE_MS:.0f} ms): {'met' if kept else 'MISSED'}; slowest {worst['screen']} "
        f"{worst['control']} {float(str(worst['median_ms'])):.0f} ms\n"
    )
    return rows


def _run(control: Control) -> float:
    app = _at(control.page, control.change())
    app.run()
    if app.exception:
        raise SystemExit(f"/{control.page} {control.name}: {app.exception[0].message}")
    return float(app.session_state["took_ms"])
