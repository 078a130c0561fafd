"""Panels of a unit's profile: facts, place among peers, classes by month, recent cases."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from governance.periods import Period
from ui.levels import level_name
from ui.links import Opens, case_href, evidence_href
from ui.panels import figure_text
from ui.text import Lang, current_lang, fmt_date, fmt_int, fmt_month, fmt_rate, pick, t
from views.basis import Basis
from views.names import unit_name
from views.profile import Case, ClassRow, Place, ProfileView
from views.state import ViewState
from views.tokens import Palette

N_CLASSES_SHOWN = 8


def facts_box(view: ProfileView, basis: Basis, opens: Opens | None = None) -> str:
    """Name, memberships, population and area of the unit; with `opens` its figures lead to what stands behind them."""
    unit = view.unit

    def figure(measure: str, text: str) -> str:
        if opens is None:
            return escape(text)
        return f'<a class="om-fact-link" href="{opens(measure, "")}" target="_self">{escape(text)}</a>'

    level = basis.definitions.level_names[unit.level]
    category = basis.definitions.category(view.category) if view.category else None
    as_mapped = f"<small>{escape(t('common.as_mapped'))}</small>"
    # Name and markup of each line; what is empty is left out.
    rows = (
        (t("profile.official_name"), escape(unit.name_official or "")),
        (t("profile.code"), escape(unit.code)),
        (t("profile.level"), escape(_level_words(pick(*level), unit.kind))),
        (t("profile.category"), escape(pick(category.name, category.name_en)) if category else ""),
        (t("profile.county"), escape(unit_name(view.county, current_lang())) if view.county else ""),
        (t("profile.zone"), escape(unit_name(view.zone, current_lang())) if view.zone else ""),
        (t("profile.population"), figure("population", fmt_int(unit.population))),
        (t("profile.area"), figure("area_km2", fmt_rate(unit.area_km2, 2, "km²")) + as_mapped),
        (
            t("profile.density"),
            figure("population_density", fmt_rate(view.density, 0, t("profile.per_km2"))),
        ),
        # Counts of what lies inside: below a community there is none, and a grid is one itself.
        (
            level_name("community"),
            fmt_int(unit.n_communities) if unit.level not in ("community", "grid") else "",
        ),
        (level_name("grid"), figure("n_grids", fmt_int(unit.n_grids)) if unit.level != "grid" else ""),
    )
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{markup}</dd>" for name, markup in rows if markup)
    schematic = f'<p class="om-note">{t("profile.schematic")}</p>' if unit.schematic else ""
    return (
        f'<section class="om-card"><h2 class="om-unit-name">{escape(unit_name(unit, current_lang()))}</h2>'
        f'<dl class="om-facts-list">{shown}</dl>{schematic}</section>'
    )


def _level_words(level: str, kind: str | None) -> str:
    """The level and, in Chinese, the kind of unit where that says more than the level."""
    says_more = kind and kind not in level and current_lang() == "zh"
    return f"{level} · {kind}" if says_more else level


def place_box(
    place: Place | None, view: ProfileView, basis: Basis, opens: Opens | None = None, mark: str = ""
) -> str:
    """The unit among its peers on one line: every peer a mark, the unit itself the strong one.

    `mark` is markup beside the title (`ui.stale`).
    """
    if place is None:
        return (
            f'<section class="om-card"><div class="om-panel-title">{t("profile.place")}</div>'
            f'<p class="om-empty">{t("profile.no_peers")}</p></section>'
        )
    low, high = place.peers[0][2], place.peers[-1][2]
    room = (high - low) or 1.0

    def at(value: float) -> float:
        return 2 + (value - low) / room * 96

    marks = "".join(
        f'<i class="{"own" if code == view.unit.code else ""}" style="left:{at(value):.2f}%" '
        f'title="{escape(name)} {fmt_rate(value, place.figure.digits)}"></i>'
        for code, name, value in place.peers
    )
    median = f'<u style="left:{at(place.median):.2f}%"></u>' if place.median is not None else ""
    kind, category = view.peer_words
    known = basis.definitions.category(category) if category else None
    group = (pick(known.name, known.name_en) if known else "", kind or "")
    words = t("profile.peers_of", peers=" · ".join(filter(None, group)), count=fmt_int(len(place.peers)))
    own = f"<b>{figure_text(place.figure)}</b><small>{escape(place.figure.unit)}</small>"
    if opens:
        own = f'<a class="om-fact-link" href="{opens(place.figure.id, "")}" target="_self">{own}</a>'
    position = t("profile.position", position=place.position or t("common.missing"), count=len(place.peers))
    return (
        f'<section class="om-card"><div class="om-panel-title">{t("profile.place")}<small>{escape(words)}</small>{mark}</div>'
        f'<p class="om-place">{own} '
        f"{escape(place.figure.name)} · {position}</p>"
        f'<div class="om-strip om-strip-peers">{median}{marks}</div>'
        f'<div class="om-axis"><span>{fmt_rate(low, place.figure.digits)}</span><span>{t("profile.median")} '
        f"{fmt_rate(place.median, place.figure.digits)}</span><span>{fmt_rate(high, place.figure.digits)}</span></div>"
        f"</section>"
    )


def classes_box(view: ProfileView, palette: Palette, state: ViewState, basis: Basis, mark: str = "") -> str:
    """Cases received by class and month as a table of tones; each cell names its month and figure, and leads there.

    `mark` is markup beside the title (`ui.stale`).
    """
    if not view.classes:
        return f'<section class="om-card"><p class="om-empty">{t("profile.no_cases")}</p></section>'
    shown = view.classes[:N_CLASSES_SHOWN]
    top = max((count for row in shown for count in row.by_month), default=1) or 1
    steps = len(palette.ramp) - 1

    def href(code: str, first: int, last: int) -> str:
        return evidence_href("received", replace(state, period=Period(first, last)), basis, class_code=code)

    def cell(code: str, month: int, count: int) -> str:
        words = f"{fmt_month(month)} · {fmt_int(count)}"
        if not count:
            return f'<td title="{words}"></td>'
        colour = palette.ramp[max(1, round(count / top * steps))]
        # The sum at the end of the row takes the keyboard there; a hundred stops in between would only be in the way.
        link = f'<a href="{href(code, month, month)}" target="_self" tabindex="-1" aria-label="{words}"></a>'
        return f'<td style="background:{colour}" title="{words}">{link}</td>'

    def total(row: ClassRow) -> str:
        link = href(row.class_code, view.class_months[0], view.class_months[-1])
        return f'<a class="om-fact-link" href="{link}" target="_self">{fmt_int(row.total)}</a>'

    rows = "".join(
        f"<tr><th>{escape(row.class_name)}</th>"
        f"{''.join(cell(row.class_code, m, c) for m, c in zip(view.class_months, row.by_month, strict=True))}"
        f"<td class='om-sum'>{total(row)}</td></tr>"
        for row in shown
    )
    head = "".join(
        f"<th>{m % 12 + 1 if m % 12 or i else fmt_month(m)}</th>" for i, m in enumerate(view.class_months)
    )
    rest = sum(row.total for row in view.classes[N_CLASSES_SHOWN:])
    more = f'<p class="om-note">{t("profile.other_classes", count=fmt_int(rest))}</p>' if rest else ""
    return (
        f'<section class="om-card"><div class="om-panel-title">{t("profile.classes")}<small>{t("profile.by_month")}'
        f'</small>{mark}</div><table class="om-tones"><thead><tr><th></th>{head}<th>{t("profile.sum")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}</section>"
    )


def cases_box(cases: tuple[Case, ...], lang: Lang) -> str:
    """The most recent cases."""
    if not cases:
        return f'<p class="om-empty">{t("profile.no_cases")}</p>'
    rows = "".join(
        f"<tr><td class='om-when'>{fmt_date(case.received_at.date(), lang)} {case.received_at:%H:%M}</td>"
        f'<td><a class="om-row-link" href="{case_href(case.incident_id)}" target="_self">'
        f"<b>{escape(case.subclass_name)}</b> <span>{escape(case.title)}</span></a></td>"
        f"<td>{escape(case.community) or t('common.unplaced')}</td><td>{escape(case.department)}</td>"
        f"<td><span class='om-state om-state-{escape(case.state)}'>{t(f'case_state.{case.state}')}</span>"
        f"{overdue if case.is_overdue else ''}</td></tr>"
        for overdue in (f"<span class='om-state om-state-overdue'>{t('case_state.overdue')}</span>",)
        for case in cases
    )
    head = "".join(
        f"<th>{level_name('community') if name == 'where' else t(f'profile.case_{name}')}</th>"
        for name in ("when", "what", "where", "who", "state")
    )
    return f'<table class="om-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
