"""What an atlas holds, before anything of it is drawn: every sheet's request, in the order of its pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from data.reads import UnitRow
from export.atlas.themes import checked_themes, is_shown_of, theme_name, theme_params
from governance.errors import StateError
from governance.periods import Period
from views.basis import Basis
from views.names import Lang, unit_name
from views.sheet.address import request_from
from views.sheet.checks import checked_text
from views.sheet.choices import SheetRequest, StyleName, canonical, code_of, request_of, require_ready
from views.sheet.code import code_of_text
from views.sheet.fresh import Fresh
from views.sheet.sizes import parse_size
from views.state import LADDER, Membership, default_state, focus
from views.words import fmt_month, word

Output = Literal["book", "pdf", "png"]
Order = Literal["unit", "theme"]
OUTPUTS: tuple[Output, ...] = get_args(Output)
ORDERS: tuple[Order, ...] = get_args(Order)
#: Sheets at most: beyond, a book is no book any more and the work takes an hour.
MOST_SHEETS = 2_000
PAGE_SIZE, PICTURE_SIZE = "A3", "4K"
ATLAS_VERSION = 1
# Kinds of units that can be asked for together, and their stored levels.
SETS: Mapping[str, Mapping[Membership, str]] = {
    "city": {"zone": "city", "county": "city"},
    "category": {"zone": "category", "county": "category"},
    "district": {"zone": "zone", "county": "county"},
    "street": {"zone": "street_part", "county": "street"},
    "community": {"zone": "community", "county": "community"},
}


@dataclass(frozen=True)
class AtlasChoices:
    """What somebody asks for.

    Attributes
    ----------
    units
        Keys of `SETS` and codes of units, in the order of the pages.
    themes
        Keys of `export.atlas.themes`.
    order
        Whether all themes of a unit stand together, or all units of a theme.
    outputs
        ``book``: one PDF with contents. ``pdf``, ``png``: every sheet as such a file, all in an archive.
    page, picture
        Sizes of the PDFs and of the PNGs.
    """

    units: tuple[str, ...]
    themes: tuple[str, ...]
    period: Period
    membership: Membership = "zone"
    order: Order = "unit"
    outputs: tuple[Output, ...] = OUTPUTS
    page: str = PAGE_SIZE
    picture: str = PICTURE_SIZE
    title: str = ""
    lang: Lang = "zh"
    style: StyleName = "light"
    approval: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class AtlasSheet:
    """One page.

    Attributes
    ----------
    kind, category
        Stored level of the unit; its category's code, "" where it has none.
    page, picture
        What the PDF and what the PNG is made of.
    """

    unit: str
    unit_name: str
    kind: str
    category: str
    theme: str
    theme_name: str
    page: SheetRequest
    picture: SheetRequest


@dataclass(frozen=True)
class AtlasPlan:
    """A whole atlas; equal plans give equal bytes.

    Attributes
    ----------
    lines
        Below the title: period and how units are counted.
    data_to
        Last day of the data, ISO.
    """

    release_id: str
    title: str
    lines: tuple[str, ...]
    lang: Lang
    style: StyleName
    order: Order
    outputs: tuple[Output, ...]
    is_demo: bool
    data_to: str
    sheets: tuple[AtlasSheet, ...]

    @property
    def code(self) -> str:
        """Ten characters that name the plan."""
        own = [ATLAS_VERSION, self.title, self.lines, self.order, self.outputs]
        sheets = [(code_of(one.page), code_of(one.picture)) for one in self.sheets]
        return code_of_text(json.dumps([*own, sheets], ensure_ascii=False))

    @property
    def n_files(self) -> int:
        """Files of sheets to be drawn."""
        wanted = ("pdf" in self.outputs or "book" in self.outputs, "png" in self.outputs)
        return len(self.sheets) * sum(wanted)


def plan_of(basis: Basis, choices: AtlasChoices, fresh: Fresh) -> AtlasPlan:
    """Every sheet of an atlas.

    Raises
    ------
    StateError
        When there is no such unit, theme or size, nothing is asked for or too much, or the data do not cover the period.
    """
    units, themes = _units(basis, choices), checked_themes(basis, choices.themes)
    for name, asked in (("单元 units", units), ("专题 themes", themes), ("成果 files", choices.outputs)):
        if not asked:
            raise StateError("图集没有内容 Nothing in the atlas", name, "至少选一项 choose at least one")
    if not choices.period.within(basis.available):
        raise StateError(
            "数据不含这个时段 Period not in the data",
            str(choices.period),
            f"可用 within: {basis.available}",
        )
    if "png" in choices.outputs and "png" not in parse_size(choices.picture).formats:
        raise StateError(
            "这个尺寸没有图片 No pictures of this size", choices.picture, f"改用 choose {PICTURE_SIZE}"
        )
    pairs = [(unit, theme) for unit in units for theme in themes if is_shown_of(theme, unit.level)]
    if choices.order == "theme":
        pairs.sort(key=lambda pair: themes.index(pair[1]))
    if not pairs or len(pairs) > MOST_SHEETS:
        raise StateError(
            "图集过大 Too large an atlas" if pairs else "图集没有内容 Nothing in the atlas",
            f"{len(units):,} × {len(themes)} → {len(pairs):,}",
            f"1–{MOST_SHEETS:,} 幅；减少单元或专题 sheets; fewer units or themes",
        )
    lang = choices.lang
    city = basis.unit_row("city", basis.definitions.adcode)
    usual = word("atlas.title", lang, region=unit_name(city, lang) if city else "")
    return AtlasPlan(
        release_id=basis.provenance.release_id,
        title=checked_text("title", choices.title) or usual,
        lines=(_months(choices.period, lang), word(f"atlas.membership.{choices.membership}", lang)),
        lang=lang,
        style=choices.style,
        order=choices.order,
        outputs=tuple(one for one in OUTPUTS if one in choices.outputs),
        is_demo=basis.provenance.is_demo,
        data_to=basis.provenance.data_to.isoformat(),
        sheets=tuple(_sheet(basis, choices, fresh, unit, theme) for unit, theme in pairs),
    )


def _units(basis: Basis, choices: AtlasChoices) -> list[UnitRow]:
    """The units asked for, each once."""
    found: dict[tuple[str, str], UnitRow] = {}
    for asked in choices.units:
        if asked in SETS:
            level = SETS[asked][choices.membership]
            rows = [basis.unit_at(level, at) for at in range(len(basis.units(level)))]
            # Districts in the order of their categories, as everywhere.
            rows.sort(
                key=lambda row: (row.category or "~", row.code) if asked == "district" else (row.code, "")
            )
        else:
            rows = [row for level in LADDER[choices.membership] if (row := basis.unit_row(level, asked))][:1]
        if not rows:
            raise StateError(
                "没有这个单元 No such unit", asked[:80], f"用编码，或 use a code, or: {' '.join(SETS)}"
            )
        found.update({(row.level, row.code): row for row in rows})
    return list(found.values())


def _sheet(basis: Basis, choices: AtlasChoices, fresh: Fresh, unit: UnitRow, theme: str) -> AtlasSheet:
    """The sheet of a unit and a theme; what cannot be is an error, for nobody would see what was left out."""
    params = {
        **theme_params(theme),
        "m": choices.membership,
        "u": unit.code,
        "p": str(choices.period),
        "size": choices.page,
        "style": choices.style,
        "sheet_lang": choices.lang,
        "no": choices.approval,
        "public": "1" if choices.is_public else "",
    }
    if (state := focus(default_state(basis), unit.code, basis)) is not None:
        params.setdefault("l", state.level)
    page, faults = request_from(params, basis, fresh)
    for error in faults.values():
        raise error
    require_ready(page)
    return AtlasSheet(
        unit=unit.code,
        unit_name=unit_name(unit, choices.lang),
        kind=unit.level,
        category=unit.category or "",
        theme=theme,
        theme_name=theme_name(basis, theme, choices.lang),
        page=page,
        picture=replace(page, size=choices.picture),
    )


def _months(period: Period, lang: Lang) -> str:
    first, last = fmt_month(period.first, lang), fmt_month(period.last, lang)
    return first if first == last else word("atlas.months", lang, first=first, last=last)


def plan_text(plan: AtlasPlan) -> str:
    """A plan as JSON, for the process that makes it."""
    raw = asdict(plan)
    raw["sheets"] = [
        {**own, "page": canonical(one.page), "picture": canonical(one.picture)}
        for own, one in zip(raw["sheets"], plan.sheets, strict=True)
    ]
    return json.dumps(raw, ensure_ascii=False, allow_nan=False)


def read_plan(text: str) -> AtlasPlan:
    """The plan that `plan_text` wrote."""
    raw: dict[str, Any] = json.loads(text)
    sheets = [
        AtlasSheet(**{**one, "page": request_of(one["page"]), "picture": request_of(one["picture"])})
        for one in raw["sheets"]
    ]
    return AtlasPlan(
        **{
            **raw,
            "lines": tuple(raw["lines"]),
            "outputs": tuple(raw["outputs"]),
            "sheets": tuple(sheets),
        }
    )
