"""Panels of a unit's profile: facts, place among peers, classes by month, recent cases."""

from __future__ import annotations

from html import escape

from ui.panels import figure_text
from ui.text import Lang, current_lang, fmt_date, fmt_int, fmt_month, fmt_rate, pick, t
from ui.tokens import Palette
from views.basis import Basis
from views.names import unit_name
from views.profile import Case, Place, ProfileView

N_CLASSES_SHOWN = 8


def facts_box(view: ProfileView, basis: Basis) -> str:
    """Name, memberships, population and area of the unit."""
    unit = view.unit
    level = basis.definitions.level_names[unit.level]
    category = basis.definitions.category(view.category) if view.category else None
    rows = [
        (t("profile.official_name"), unit.name_official),
        (t("profile.code"), unit.code),
        (t("profile.level"), _level_words(pick(*level), unit.kind)),
        (t("profile.category"), pick(category.name, category.name_en) if category else ""),
        (t("profile.county"), unit_name(view.county, current_lang()) if view.county else ""),
        (t("profile.zone"), unit_name(view.zone, current_lang()) if view.zone else ""),
        (t("profile.population"), fmt_int(unit.population)),
        (t("profile.area"), f"{fmt_rate(unit.area_km2, 2, 'km²')}<small>{t('common.as_mapped')}</small>"),
        (t("profile.density"), fmt_rate(view.density, 0, t("profile.per_km2"))),
        # Counts of what lies inside: below a community there is none, and a grid is one itself.
        (
            t("profile.communities"),
            fmt_int(unit.n_communities) if unit.level not in ("community", "grid") else "",
        ),
        (t("profile.grids"), fmt_int(unit.n_grids) if unit.level != "grid" else ""),
    ]
    shown = "".join(
        f"<dt>{escape(name)}</dt><dd>{value if '<small>' in value else escape(value)}</dd>"
        for name, value in rows
        if value
    )
    schematic = f'<p class="om-note">{t("profile.schematic")}</p>' if unit.schematic else ""
    return (
        f'<section class="om-card"><h2 class="om-unit-name">{escape(unit_name(unit, current_lang()))}</h2>'
        f'<dl class="om-facts-list">{shown}</dl>{schematic}</section>'
    )


def _level_words(level: str, kind: str | None) -> str:
    """The level and, in Chinese, the kind of unit where that says more than the level."""
    says_more = kind and kind not in level and current_lang() == "zh"
    return f"{level} · {kind}" if says_more else level


def place_box(place: Place | None, view: ProfileView, basis: Basis) -> str:
    """The unit among its peers on one line: every peer a mark, the unit itself the strong one."""
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
    position = t("profile.position", position=place.position or t("common.missing"), count=len(place.peers))
    return (
        f'<section class="om-card"><div class="om-panel-title">{t("profile.place")}<small>{escape(words)}</small></div>'
        f'<p class="om-place"><b>{figure_text(place.figure)}</b><small>{escape(place.figure.unit)}</small> '
        f"{escape(place.figure.name)} · {position}</p>"
        f'<div class="om-strip om-strip-peers">{median}{marks}</div>'
        f'<div class="om-axis"><span>{fmt_rate(low, place.figure.digits)}</span><span>{t("profile.median")} '
        f"{fmt_rate(place.median, place.figure.digits)}</span><span>{fmt_rate(high, place.figure.digits)}</span></div>"
        f"</section>"
    )


def classes_box(view: ProfileView, palette: Palette) -> str:
    """Cases received by class and month as a table of tones; each cell names its month and figure."""
    if not view.classes:
        return f'<section class="om-card"><p class="om-empty">{t("profile.no_cases")}</p></section>'
    shown = view.classes[:N_CLASSES_SHOWN]
    top = max((count for row in shown for count in row.by_month), default=1) or 1
    steps = len(palette.ramp) - 1

    def cell(month: int, count: int) -> str:
        step = 0 if not count else max(1, round(count / top * steps))
        colour = palette.ramp[step] if count else "transparent"
        return f'<td style="background:{colour}" title="{fmt_month(month)} · {fmt_int(count)}"></td>'

    rows = "".join(
        f"<tr><th>{escape(row.class_name)}</th>"
        f"{''.join(cell(m, c) for m, c in zip(view.class_months, row.by_month, strict=True))}"
        f"<td class='om-sum'>{fmt_int(row.total)}</td></tr>"
        for row in shown
    )
    head = "".join(
        f"<th>{m % 12 + 1 if m % 12 or i else fmt_month(m)}</th>" for i, m in enumerate(view.class_months)
    )
    rest = sum(row.total for row in view.classes[N_CLASSES_SHOWN:])
    more = f'<p class="om-note">{t("profile.other_classes", count=fmt_int(rest))}</p>' if rest else ""
    return (
        f'<section class="om-card"><div class="om-panel-title">{t("profile.classes")}<small>{t("profile.by_month")}'
        f'</small></div><table class="om-tones"><thead><tr><th></th>{head}<th>{t("profile.sum")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}</section>"
    )


def cases_box(cases: tuple[Case, ...], lang: Lang) -> str:
    """The most recent cases."""
    if not cases:
        return f'<p class="om-empty">{t("profile.no_cases")}</p>'
    rows = "".join(
        f"<tr><td class='om-when'>{fmt_date(case.received_at.date(), lang)} {case.received_at:%H:%M}</td>"
        f"<td><b>{escape(case.subclass_name)}</b> <span>{escape(case.title)}</span></td>"
        f"<td>{escape(case.community) or t('common.unplaced')}</td><td>{escape(case.department)}</td>"
        f"<td><span class='om-state om-state-{escape(case.state)}'>{t(f'case_state.{case.state}')}</span>"
        f"{overdue if case.is_overdue else ''}</td></tr>"
        for overdue in (f"<span class='om-state om-state-overdue'>{t('case_state.overdue')}</span>",)
        for case in cases
    )
    head = "".join(
        f"<th>{t(f'profile.case_{name}')}</th>" for name in ("when", "what", "where", "who", "state")
    )
    return f'<table class="om-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
