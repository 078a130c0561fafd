"""The map of cases: the one map with cases on it, which the browser fetches by an address that a rerun names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlencode

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from data.settings import Settings
from geo.folium_layers import MessageGroup, region_base_map
from governance.periods import month_index
from ui.map.message import map_message
from ui.map.region_map import FILL, FIRST_HEIGHT, MAP_SCRIPTS, MAP_STYLES, height_rule, links, new_click
from ui.state import UP
from ui.text import Lang, catalogue, fmt_date, fmt_month, t
from views.basis import Basis, basis_of
from views.cases import points as case_points
from views.cases.filter import CaseFilter, kinds_of
from views.cases.points import case_counts, case_of_row
from views.cases.question import case_address
from views.map_layer import MapLayer
from views.names import class_label
from views.state import ViewState
from views.tokens import HOT_SPOTS, PALETTES, Setting

Standing = Literal["closed", "open", "overdue", "other"]
STANDINGS: tuple[Standing, ...] = ("closed", "open", "overdue", "other")  # as views.cases.points numbers them
_CASE_SCRIPTS = tuple(
    f"onemap/case_{name}.js"
    for name in ("data", "clusters", "paint", "time", "legend", "words", "pointer", "map")
)
# The map's own script boots it: what it calls has to be there before.
_SCRIPTS = (*MAP_SCRIPTS[:-1], *_CASE_SCRIPTS, MAP_SCRIPTS[-1])
_STYLES = (*MAP_STYLES, "onemap/case_map.css")
_WORDS = (
    "what", "cases", "hot", "tested_on", "counts", "rates", "whole", "shown", "per_cell", "none", "ring", "ring_view", "time",
    "play", "pause", "back", "forward", "speed", "n_cases", "state", "open_case", "zoom_in", "near", "here", "method",
    "method_rates", "short", "short_rates", "cold", "hot_end", "too_few", "grid_cases", "population", "per_thousand", "z",
)  # fmt: skip
_CLICK = "case"
_MARGIN = 0.012  # degrees around a single case


def case_map(
    basis: Basis,
    state: ViewState,
    case_filter: CaseFilter,
    *,
    key: str,
    height: int | str,
    theme: Setting,
    lang: Lang,
    on_click: Callable[[str], None] | None = None,
    source: str = "",
    padding: tuple[int, int, int, int] = (24, 60, 104, 150),
) -> str | None:
    """Draw the cases of a filter: density, bubbles or single ones by their number, hot spots, and time to play.

    Parameters
    ----------
    basis, state, case_filter
        Which release, unit, counting and months, and which cases.
    key
        Names this map on the page; its container carries the CSS class ``st-key-<key>``.
    height
        As for `ui.map.region_map.region_map`.
    theme, lang
        Palette and language; a change of either repaints the same frame.
    on_click
        Is told the id of a case that was clicked, or ``"__up__"`` for the Escape key, before the run that it causes.
    source
        Source line at the map's foot.
    padding
        Pixels kept free at top, right, bottom and left when fitting to the unit.

    Returns
    -------
    str or None
        What `on_click` is told, once, where there is no `on_click`.
    """
    message = _ground(basis, state, theme=theme, lang=lang, source=source, padding=padding)
    counts = case_counts(basis, state, case_filter)
    address = case_address(basis, state, case_filter)
    day_word = "due_day" if case_filter.counts_by_due_month else "day"
    message["cases"] = {
        "mode": counts.mode,
        "query": urlencode(address),
        "few": case_points.MOST_POINTS,
        "release": basis.provenance.release_id,
        "byDay": counts.by_day,
        "frames": {
            "whole": _whole_label([frame.number for frame in counts.frames], counts.by_day, lang),
            "labels": [_frame_label(frame.number, counts.by_day, lang) for frame in counts.frames],
            "cases": [frame.cases for frame in counts.frames],
            "located": [frame.located for frame in counts.frames],
        },
        "classes": _class_names(basis, lang),
        **_shared(theme, lang, day_word),
    }
    return _draw(message, key, height, on_click)


def one_case_map(
    basis: Basis,
    state: ViewState,
    *,
    lon: float,
    lat: float,
    standing: Standing,
    key: str,
    height: int | str,
    theme: Setting,
    lang: Lang,
) -> None:
    """Draw where one case lies, on the grids around it; degrees, EPSG:4490."""
    message = _ground(basis, state, theme=theme, lang=lang, source="", padding=(16, 16, 40, 16), level="grid")
    message["scopeUnit"] = {
        "level": "city",
        "code": basis.definitions.adcode,
        "bounds": [round(side, 6) for side in (lon - _MARGIN, lat - _MARGIN, lon + _MARGIN, lat + _MARGIN)],
    }
    message["cases"] = {
        "mode": "one",
        "point": [lon, lat],
        "standing": STANDINGS.index(standing),
        **_shared(theme, lang, "day"),
    }
    _draw(message, key, height, None)


def _ground(
    basis: Basis,
    state: ViewState,
    *,
    theme: Setting,
    lang: Lang,
    source: str,
    padding: tuple[int, int, int, int],
    level: str | None = None,
) -> dict[str, object]:
    """The map below the cases: units of the scope in one quiet colour."""
    unit = state.unit
    level = level or ("grid" if unit.level in ("community", "grid") else "community")
    codes = basis.column(level, "code")
    inside = np.ones(len(codes), dtype=np.bool_)
    if unit.level not in ("city", "grid") and level != "grid":
        inside = (
            basis.column(level, "category" if unit.level == "category" else f"{unit.level}_code") == unit.code
        )
    elif level == "grid" and unit.level == "community":
        inside = basis.column(level, "community_code") == unit.code
    missing = np.full(len(codes), np.nan)
    layer = MapLayer(
        geometry_hash=basis.provenance.geometry_hash,
        level=level,
        membership=state.membership,
        classes=np.where(inside, 0, -2).astype(np.int8),
        numerators=missing,
        denominators=missing,
        n_classes=1,
        scale=1.0,
        digits=0,
        indicator_name="",
        numerator_name="",
        denominator_name="",
        unit="",
        scope_level=unit.level,
        scope_code=unit.code,
        scope_bounds=(unit.minx, unit.miny, unit.maxx, unit.maxy),
        selected_code=unit.code if unit.level == "grid" else None,
        schematic=bool(basis.column(level, "schematic").any()),
    )
    message = map_message(
        layer,
        theme=theme,
        lang=lang,
        source=source,
        categories={c.code: c.name if lang == "zh" else c.name_en for c in basis.definitions.categories},
        padding=padding,
        static_dir=Settings.from_env().static_dir,
    )
    palette = PALETTES[theme]
    ground = palette.panel_raised
    message["theme"] = {
        **_mapping(message["theme"]), "ramp": [ground], "ramp_cells": palette.ramp[1:],
    }  # fmt: skip
    message["text"] = _mapping(message["text"]) | {
        "map": t("case_map.map", lang),
        "gone": t("case_map.gone", lang),
    }
    return message


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _shared(theme: Setting, lang: Lang, day_word: str) -> dict[str, object]:
    """Colours and words that all maps of cases use."""
    palette = PALETTES[theme]
    standing = (palette.ramp[3], palette.ramp[5], palette.bad, palette.ink_faint)
    words = catalogue(lang)
    text: dict[str, object] = {word: words[f"case_map.{word}"] for word in _WORDS}
    spots = [t("case_map.spot_cold", lang, level=level) for level in (99, 95, 90)]
    spots += [t("case_map.spot_none", lang)]
    spots += [t("case_map.spot_hot", lang, level=level) for level in (90, 95, 99)]
    text |= {
        "day": t(f"case_map.{day_word}", lang),
        "standing": [t(f"case_map.{name}", lang) for name in STANDINGS],
        "spot": spots,
        "spot_share": ["99%", "95%", "90%", "–", "90%", "95%", "99%"],
        "date": words["format.date"],
        "months": [
            fmt_month(month, lang).split(" ")[0] if lang == "en" else str(month + 1) for month in range(12)
        ],
    }
    states = {
        name.removeprefix("case_state."): value
        for name, value in words.items()
        if name.startswith("case_state.")
    }
    return {"colours": {"standing": standing, "hot": HOT_SPOTS[theme]}, "text": text, "states": states}


def _frame_label(number: int, by_day: bool, lang: Lang) -> str:
    return fmt_date(date(1970, 1, 1) + timedelta(days=number), lang) if by_day else fmt_month(number, lang)


def _whole_label(numbers: Sequence[int], by_day: bool, lang: Lang) -> str:
    """The whole period in months, days as well: two dates have no room beside the columns."""
    if not numbers:
        return ""
    ends = [numbers[0], numbers[-1]]
    if by_day:
        days = [date(1970, 1, 1) + timedelta(days=number) for number in ends]
        ends = [month_index(day.year, day.month) for day in days]
    return "–".join(dict.fromkeys(fmt_month(month, lang) for month in ends))


def _class_names(basis: Basis, lang: Lang) -> dict[str, str]:
    return {
        kind.class_code: class_label(basis, kind.class_code, kind.class_name, lang)
        for kind in kinds_of(basis)
    }


def _draw(
    message: dict[str, object], key: str, height: int | str, on_click: Callable[[str], None] | None
) -> str | None:
    memory = f"{key}__seen"

    def clicked_now() -> None:
        told = _told(new_click(st.session_state.get(f"{key}__map"), memory)) if on_click is not None else None
        if told and on_click is not None:
            on_click(told)

    with st.container(key=key, gap=None):
        if isinstance(height, str) and height != FILL:
            st.html(height_rule(key, height))
        value = st_folium(
            region_base_map(links(_SCRIPTS), links(_STYLES)),
            key=f"{key}__map",
            height=height if isinstance(height, int) else FIRST_HEIGHT,
            use_container_width=True,
            feature_group_to_add=MessageGroup(message),
            returned_objects=["last_object_clicked_count", "last_object_clicked_tooltip"],
            render=False,
            on_change=clicked_now,
        )
    return _told(new_click(value, memory))


def _told(click: str | None) -> str | None:
    """A click as the page hears it: the map only knows the row of a case in the release that it shows."""
    if click is None or click == UP:
        return click
    kind, _, rest = click.partition("~")
    row, _, release = rest.partition("~")
    if kind != _CLICK or not row.isdigit() or not release:
        return None
    return case_of_row(basis_of(release), int(row))
