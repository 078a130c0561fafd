"""Personal text never gets past reading: names and telephones of contract columns, and numbers in free text.

A file whose contract has columns of type ``personal`` is read as follows. Those columns are emptied, and so are columns
that the contract does not know. What they held (a contact's name, say) is taken out of every other cell
of the rows that bear the same number, and every cell loses the numbers that lead to a person. The original file stays as it
came in the folder of originals; staging, problems, rejected rows and the release never see more than this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from data.contracts import Contract
from data.staging.grid import Row
from data.staging.header import Sheet

HIDDEN_NAME, HIDDEN_PHONE, HIDDEN_ID = "〔姓名已隐去〕", "〔电话已隐去〕", "〔证件号已隐去〕"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_GAP = r"[ \-—·]?"
# Signs of full width as their plain ones, one for one.
_PLAIN = str.maketrans("０１２３４５６７８９－＋（）　Ｘｘ", "0123456789-+() Xx")
_ID_CARD = re.compile(
    rf"(?<!\d)[1-9]\d{{5}}(?:(?:18|19|20)\d{{2}}{_MONTH_DAY}\d{{3}}[\dXx]|\d{{2}}{_MONTH_DAY}\d{{3}})(?!\d)"
)
_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_LANDLINE = re.compile(rf"(?<!\d)\(?0[1-9]\d{{1,2}}\)?{_GAP}[2-9](?:{_GAP}\d){{6,7}}(?!\d)")
#: Shorter ones are no names: taking them out would tear texts apart.
_SHORTEST = 2


def mask_numbers(text: str) -> str:
    """A text without identity card numbers (18 or 15 digits), mobile telephones and landlines with their area code.

    Blanks and hyphens between digits, a leading +86 and digits of full width make no difference; runs of digits that
    are longer than such a number (a case number, say) stay.
    """
    plain = text.translate(_PLAIN)
    masked = plain
    for pattern, words in ((_ID_CARD, HIDDEN_ID), (_MOBILE, HIDDEN_PHONE), (_LANDLINE, HIDDEN_PHONE)):
        masked = pattern.sub(words, masked)
    return text if masked == plain else masked


def hide_personal(sheet: Sheet, contract: Contract) -> Sheet:
    """The sheet without personal text; the very same sheet where the contract has no personal columns."""
    if len(contract.kept) == len(contract.columns):
        return sheet
    number = sheet.columns[contract.columns[0].name]
    names = _names_by_number(sheet, number)
    kept = frozenset(sheet.columns.values())
    rows = [_hidden(row, kept, names.get(_cell(row, number), ()), len(sheet.header)) for row in sheet.rows]
    return replace(sheet, rows=rows)


def _names_by_number(sheet: Sheet, number: int) -> dict[str | None, list[str]]:
    """What the personal cells of all rows of one number hold, the longest first."""
    found: dict[str | None, set[str]] = defaultdict(set)
    for row in sheet.rows:
        for place in sheet.personal:
            words = (_cell(row, place) or "").strip()
            if len(words) >= _SHORTEST:
                found[_cell(row, number)].add(words)
    return {key: sorted(words, key=lambda w: (-len(w), w)) for key, words in found.items()}


def _cell(row: Row, place: int) -> str | None:
    return row[place] if place < len(row) else None


def _hidden(row: Row, kept: frozenset[int], names: Sequence[str], width: int) -> Row:
    result: Row = []
    for place, cell in enumerate(row):
        # Cells beyond the header count as too many: they stay, and the stager empties the whole row.
        if cell is None or place >= width:
            result.append(cell)
            continue
        if place not in kept:
            result.append(None)
            continue
        cell = mask_numbers(cell)
        for name in names:
            cell = cell.replace(name, HIDDEN_NAME)
        result.append(cell)
    return result
