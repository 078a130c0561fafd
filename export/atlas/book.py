"""The book: contents with page numbers, then every sheet as it is, numbered; one PDF/A-2u with bookmarks and links.

Typst sets the contents and empty pages that carry the numbers; the finished sheets are laid below those, so that each is
the very drawing that its own code stands for.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import pikepdf
import typst

from export.atlas.plan import AtlasPlan, AtlasSheet
from export.sheet.style import style_of
from export.sheet.typeset import FONTS
from export.sheet.write import write_file
from governance.errors import ExportError
from views.words import fmt_date, fmt_int, word

_TEMPLATE = Path(__file__).with_name("book.typ")
# Sheets of paper keep their contents at a size to be held; larger ones get it on A3.
_LARGEST_MM = 420.0
_STAMP = {"light": "#a3281f", "dark": "#f08a7d", "grey": "#111111"}
_RULE = {"light": "#cdd5de", "dark": "#1d3653", "grey": "#c8c8c8"}
# Lines of contents that a column of a lying and of a standing page holds, and those that a heading takes.
_LINES, _HEADING_LINES = (31.0, 50.0), 2.6


@dataclass(frozen=True)
class BookPage:
    """A finished sheet: its file, and where its page number stands."""

    sheet: AtlasSheet
    title: str
    path: Path
    width_mm: float
    height_mm: float
    number_y: float


def write_book(plan: AtlasPlan, pages: Sequence[BookPage], path: Path) -> tuple[Path, str, str, int]:
    """Bind the pages; path, kind, SHA-256 and bytes of the book.

    Raises
    ------
    ExportError
        When it cannot be set, or the disk is full.
    """
    book = book_of(plan, pages)
    write_file(path, book)
    return path, "book", hashlib.sha256(book).hexdigest(), len(book)


def book_of(plan: AtlasPlan, pages: Sequence[BookPage]) -> bytes:
    """The bytes of the book; the same plan and sheets give the same."""
    try:
        # The stubs do not know that files may be handed over by name.
        files = {"main.typ": _TEMPLATE.read_bytes(), "data.json": json.dumps(_data(plan, pages)).encode()}
        frame: bytes = typst.compile(
            cast(Any, files),
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            timestamp=0,
            pdf_standards=["a-2u"],
        )
    except typst.TypstError as error:
        raise ExportError(
            "图集无法装订 The atlas cannot be bound",
            str(error.message)[:400],
            "减少单元或专题再试，仍不行请报告此错误 Try fewer units or themes; report it if it stays",
        ) from error
    with pikepdf.open(io.BytesIO(frame)) as book:
        first = len(book.pages) - len(pages)
        for at, page in enumerate(pages):
            with pikepdf.open(page.path) as sheet:
                own = book.pages[first + at]
                # By a name of ours: pikepdf's own underlay draws one by lot.
                drawing = book.copy_foreign(sheet.pages[0].as_form_xobject())
                own.add_resource(drawing, pikepdf.Name.XObject, name=pikepdf.Name.Sheet)
                own.contents_add(b"q /Sheet Do Q\n", prepend=True)
        out = io.BytesIO()
        book.save(out, deterministic_id=True, fix_metadata_version=False)
        return out.getvalue()


def _data(plan: AtlasPlan, pages: Sequence[BookPage]) -> dict[str, Any]:
    """Everything that the template shows."""
    first = plan.sheets[0].page
    categories = sorted({one.category for one in plan.sheets if one.category})
    style = style_of(plan.style, 1.0, categories)
    day = first.as_of or "2000-01-01"
    groups = [
        (key, list(own))
        for key, own in groupby(
            enumerate(pages),
            key=lambda pair: pair[1].sheet.unit if plan.order == "unit" else pair[1].sheet.theme,
        )
    ]
    by_unit = plan.order == "unit"
    wide, high = _size(pages)
    return {
        "title": plan.title,
        "author": "一图知全域" if plan.lang == "zh" else "One Map",
        "keywords": [plan.code, plan.release_id],
        "day": [int(part) for part in day.split("-")],
        "lang": plan.lang,
        "width": wide,
        "height": high,
        "inks": {
            "ground": style.ground, "ink": style.ink, "soft": style.ink_soft, "faint": style.ink_faint,
            "accent": style.accent, "stamp": _STAMP[plan.style], "line": _RULE[plan.style],
        },
        "lines": [*plan.lines, _extent(plan)],
        "about": _about(plan),
        "demo": word("atlas.demo", plan.lang) if plan.is_demo else "",
        "marking": first.marking or word("sheet.marking", plan.lang),
        "contents": word("atlas.contents", plan.lang),
        "groups": [
            {
                "title": own[0][1].sheet.unit_name if by_unit else own[0][1].sheet.theme_name,
                "hue": style.hue(own[0][1].sheet.category) if by_unit and own[0][1].sheet.category else None,
                "entries": [
                    {"page": at, "name": page.sheet.theme_name if by_unit else page.sheet.unit_name}
                    for at, page in own
                ],
            }
            for _, own in groups
        ],
        "columns": _columns([len(own) for _, own in groups], wide > high),
        "pages": [
            {"width": page.width_mm, "height": page.height_mm, "y": page.number_y, "title": page.title}
            for page in pages
        ],
        "number": word("atlas.page", plan.lang, page="\0", pages="\0").split("\0"),
        "size": style.type("small"),
    }  # fmt: skip


def _extent(plan: AtlasPlan) -> str:
    units, themes = len({one.unit for one in plan.sheets}), len({one.theme for one in plan.sheets})
    return word("atlas.units_themes", plan.lang, units=fmt_int(units), themes=fmt_int(themes))


def _about(plan: AtlasPlan) -> list[str]:
    made = plan.sheets[0].page.as_of
    lines = [
        word("atlas.number", plan.lang, code=f"{plan.code[:5]} {plan.code[5:]}"),
        word("atlas.data", plan.lang, day=fmt_date(date.fromisoformat(plan.data_to), plan.lang)),
        word("atlas.release", plan.lang, release=plan.release_id),
    ]
    if made:
        lines.append(word("atlas.made", plan.lang, day=fmt_date(date.fromisoformat(made), plan.lang)))
    return lines


def _columns(groups: Sequence[int], is_lying: bool) -> list[int]:
    """How many groups of entries each column takes, all about as long; empty where one page cannot hold them."""
    count = min(4 if is_lying else 2, len(groups))
    lengths = [entries + _HEADING_LINES for entries in groups]
    limit = _LINES[0 if is_lying else 1]
    # The least height at which all groups find room, the earlier columns full first.
    for height in sorted(
        {sum(lengths[at:end]) for at in range(len(lengths)) for end in range(at + 1, at + 40)}
    ):
        taken, filled = [0], 0.0
        for length in lengths:
            if taken[-1] and filled + length > height:
                taken, filled = [*taken, 0], 0.0
            taken[-1], filled = taken[-1] + 1, filled + length
        if len(taken) <= count and max(lengths) <= height <= limit:
            return taken + [0] * (count - len(taken))
    return []


def _size(pages: Sequence[BookPage]) -> tuple[float, float]:
    """Width and height of the pages of contents: as most sheets lie, or a page as long as A3 of their shape."""
    sides = [(page.width_mm, page.height_mm) for page in pages]
    lying = [side for side in sides if side[0] >= side[1]]
    width, height = lying[0] if 2 * len(lying) >= len(sides) else min(sides)
    times = min(1.0, _LARGEST_MM / max(width, height))
    return width * times, height * times
