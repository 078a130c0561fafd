"""The briefing as one interactive page: a folium map to walk down, every table beside it, nothing from outside."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import numpy as np

from export.briefing.drawing import qr_svg
from export.briefing.markup import headlines, table, trend_picture
from export.sheet.style import style_of
from export.sheet.svg import woff2_subset
from export.sheet.typeset import Weight
from geo.folium_page import offline_page
from geo.topojson import Layer, topology
from governance.errors import ExportError
from views.basis import Basis
from views.briefing.model import BriefingView
from views.briefing.places import Place, PlaceLevel, PlaceMap, place_map
from views.tokens import LIGHT
from views.words import HTML_LANG, fmt_date, word

_HERE = Path(__file__).parent
_VENDOR = _HERE.parent.parent / "static" / "vendor"
MOST_BYTES = 5_000_000
_STEP_DEG = 1e-5
_FONT: tuple[Weight, ...] = (400, 700)
_WORDS = ("whole_view", "legend_missing", "search", "no_match")


def make(basis: Basis, view: BriefingView) -> bytes:
    """The page of a briefing; the same view gives the same bytes.

    Parameters
    ----------
    basis
        Of the view: the shapes of its units.

    Raises
    ------
    ExportError
        When the page would be larger than can be sent around.
    """
    places = place_map(basis, view)
    before, after = _before(view), _after(view)
    data = _data(view, places)
    styles = (_vendored("map-vendor.css"), _palette(view), _own("page.css"))
    used = f"{before}{after}{_own('page.js')}{data}"
    page = offline_page(
        lang=HTML_LANG[view.lang],
        title_markup=escape(view.title),
        styles=(_fonts(used), *styles),
        scripts=(_vendored("map-vendor.js"), _own("page.js")),
        before=before,
        after=after,
        data=data,
    ).encode()
    if len(page) > MOST_BYTES:
        raise ExportError(
            "互动地图过大 The interactive map is too large",
            f"{len(page):,} > {MOST_BYTES:,} B",
            "为各区县分别生成 make one for each zone",
        )
    return page


@cache
def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _vendored(name: str) -> str:
    """Leaflet as it came, without pictures and links that would be asked of the outside."""
    lines = (_VENDOR / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(
        line
        for line in lines
        if "url(images/" not in line and not line.startswith("L.Icon.Default.imagePath")
    )
    return text.replace("</script", "<\\/script")


def _fonts(text: str) -> str:
    characters = "".join(sorted(set(text)))
    return "".join(
        f"@font-face{{font-family:'OneMap SC';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{woff2_subset(weight, characters)}) format('woff2')}}"
        for weight in _FONT
    )


def _palette(view: BriefingView) -> str:
    """Colours as variables, and the mark of each category."""
    names = (
        "page",
        "panel",
        "line",
        "ink",
        "ink_soft",
        "ink_faint",
        "accent",
        "accent_soft",
        "good",
        "bad",
        "warn",
    )
    colours = "".join(f"--{name.replace('_', '-')}:{getattr(LIGHT, name)};" for name in names)
    hues = LIGHT.of([entry.code for entry in view.categories]).category
    marks = "".join(f".c{code}{{background:{hue}}}" for code, hue in hues.items())
    return f":root{{{colours}}}{marks}"


def _before(view: BriefingView) -> str:
    def words(key: str, **values: object) -> str:
        return escape(word(f"briefing.{key}", view.lang, **values))

    badge = ""
    if view.unit.category:
        badge = f'<span class="badge c{escape(view.unit.category)}">{escape(view.category_name)}</span>'
    compared = words("compared", period=view.compared_text) if view.compared_text else words("not_compared")
    shown = f'<span data-cell="period">{escape(view.period_text)}</span>'
    demo = f'<strong class="demo">{escape(view.demo_note)}</strong>' if view.demo_note else ""
    return (
        f'<header><div><h1>{badge}<span data-cell="title">{escape(view.title)}</span></h1><p>'
        f"{words('period', period=chr(0)).replace(chr(0), shown)} · {compared} · {words(f'membership_{view.membership}')} · "
        f"{words('made_on', day=fmt_date(view.made_on, view.lang))}</p></div>"
        f'<div class="marks">{demo}<strong class="stamp">{escape(view.marking)}</strong>'
        f"<span>{escape(view.approval_line)}</span></div></header>"
    )


def _after(view: BriefingView) -> str:
    def words(key: str, **values: object) -> str:
        return escape(word(f"briefing.{key}", view.lang, **values))

    tabs = {
        "figures": _figures(view),
        "peers": "".join(table(view, peers, places=True) for peers in view.peers)
        + table(view, view.inside, places=True),
        "trouble": table(view, view.exceptions, places=True)
        + table(view, view.clusters)
        + "".join(table(view, by) for by in view.overdue_by)
        + table(view, view.overdue),
        "whistles": headlines("whistle", view.whistles.figures)
        + "".join(table(view, t) for t in (view.whistles.steps, view.whistles.offices, view.whistles.themes)),
        "about": _about(view),
    }
    buttons = "".join(
        f'<button role="tab" id="tab-{key}" aria-controls="panel-{key}" '
        f'aria-selected="{"true" if key == "figures" else "false"}">'
        f"{words(f'tab_{key}')}</button>"
        for key in tabs
    )
    panels = "".join(
        f'<div role="tabpanel" id="panel-{key}" aria-labelledby="tab-{key}"{"" if key == "figures" else " hidden"}>{body}</div>'
        for key, body in tabs.items()
    )
    return (
        '<div class="over"><div class="path"></div><div class="levels" role="group"></div><input class="find" type="search">'
        '<div class="found"></div><div class="legend"></div><div class="card" hidden></div><div class="zoom"></div></div>'
        f'<aside><nav role="tablist">{buttons}</nav>{panels}</aside>'
        f"<footer><span>{words('offline')}</span><span>{escape(view.provenance.release_id)}</span>"
        f"<span>{words('code', code=view.code)}</span></footer>"
    )


def _figures(view: BriefingView) -> str:
    points = "".join(
        f'<li data-cell="point.{place}">{escape(point)}</li>' for place, point in enumerate(view.points)
    )
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in view.facts)
    stale = ""
    if view.stale_note:
        stale = (
            f'<p class="stale">{escape(word("briefing.note_stale", view.lang, feeds=view.stale_note))}</p>'
        )
    return (
        f"{headlines('headline', view.headline)}<section><h2>{escape(word('briefing.points', view.lang))}</h2><ol>{points}</ol>"
        f"{stale}</section><section><h2>{escape(view.months.title)}</h2>{trend_picture(view)}</section>"
        f'<dl class="facts">{facts}</dl>{table(view, view.months)}{table(view, view.classes)}'
    )


def _about(view: BriefingView) -> str:
    def words(key: str) -> str:
        return escape(word(f"briefing.{key}", view.lang))

    definitions = "".join(
        f"<tr><td>{escape(entry.name)} <small>{escape(entry.unit)}</small></td><td>{escape(entry.definition)}</td>"
        f"<td>{escape(entry.period)}</td><td>{escape(entry.version)}</td></tr>"
        for entry in view.definitions
    )
    heads = "".join(f"<th>{words(key)}</th>" for key in ("indicator", "definition", "counted", "version"))
    notes = "".join(f"<li>{escape(note)}</li>" for note in view.notes)
    sources = "".join(f"<li>{escape(line)}</li>" for line in view.sources)
    return (
        f'<section><h2>{words("definitions_title")}</h2><div class="wide"><table class="said"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{definitions}</tbody></table></div></section>"
        f"<section><h2>{words('notes_title')}</h2><ul>{notes}</ul></section>"
        f"<section><h2>{words('sources_title')}</h2><ul>{sources}</ul></section>"
        f'<section class="scan">{qr_svg(view.link, LIGHT.ink, 28.0)}<p>{words("scan")}<br>'
        f"{escape(word('briefing.code', view.lang, code=view.code))}</p></section>"
    )


def _data(view: BriefingView, places: PlaceMap) -> dict[str, object]:
    layers = {
        f"l{place}": Layer(level.shapes, [_properties(unit) for unit in level.places])
        for place, level in enumerate(places.levels)
    }
    around = np.array([shape for _, shape in places.around], dtype=object)
    layers["around"] = Layer(around, [{"n": name} for name, _ in places.around])
    names = [figure.name for figure in places.levels[0].places[0].figures] if places.levels[0].places else []
    style = style_of("light", 1.0, [entry.code for entry in view.categories])
    hues = LIGHT.of([entry.code for entry in view.categories]).category
    return {
        "topology": topology(layers, _STEP_DEG),
        "levels": [_level(level, style.ramp_of(len(level.classes))) for level in places.levels],
        "unit": view.unit.name,
        "category": view.unit.category or "",
        "hues": dict(hues),
        "indicator": f"{places.indicator}（{places.unit}）" if view.lang == "zh" else f"{places.indicator} ({places.unit})",
        "main": places.indicator,
        "names": names,
        "schematic": view.schematic_note,
        "inks": {
            "edge": LIGHT.map_edge, "strong": LIGHT.map_edge_strong, "none": LIGHT.no_data, "label": LIGHT.map_label,
            "around": "#e4eaef", "around_line": "#ffffff", "around_label": "#7c8b9b", "own": LIGHT.ink,
        },
        "words": {key: word(f"briefing.{key}", view.lang) for key in _WORDS},
    }  # fmt: skip


def _level(level: PlaceLevel, ramp: tuple[str, ...]) -> dict[str, object]:
    return {
        "name": level.name,
        "classes": [
            {"label": step.label, "count": step.count, "fill": fill}
            for step, fill in zip(level.classes, ramp, strict=True)
        ],
        "missing": level.n_missing,
        "schematic": level.is_schematic,
    }


def _properties(unit: Place) -> dict[str, object]:
    return {
        "c": unit.code,
        "n": unit.name,
        "p": unit.parent,
        "k": unit.klass,
        "x": [round(unit.lon, 5), round(unit.lat, 5)],
        "m": [unit.main.text, unit.main.note],
        "f": [[figure.text, figure.note] for figure in unit.figures],
    }
