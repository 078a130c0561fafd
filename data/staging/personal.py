"""Personal text never gets past reading: names and telephones of contract columns, and numbers in any free text.

Every cell of every file loses the numbers that lead to a person; the rule ``personal_masked`` says which. A file whose
contract has columns of type ``personal`` is read as follows besides. Those columns are emptied, and so are columns
that the contract does not know. What they held (a contact's name, say) is taken out of every other cell of the rows
that bear the same number. The original file stays as it came in the folder of originals; staging, problems, rejected
rows and the release never see more than this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.problems import Problem
from data.staging.grid import Batch
from data.staging.sheet import Sheet

HIDDEN_NAME, HIDDEN_PHONE, HIDDEN_ID = "〔姓名已隐去〕", "〔电话已隐去〕", "〔证件号已隐去〕"
#: Columns that tell cases, whistles and communities apart: taking a part out would make two of them one.
KEYS = frozenset({"case_no", "whistle_no", "community_code"})
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_GAP = r"[ \-—·]?"
# Digits after a decimal point are part of a number, however long.
_BEFORE = r"(?<!\d)(?<!\d\.)"
# Signs of full width as their plain ones, one for one.
_PLAIN = str.maketrans("０１２３４５６７８９－＋（）　Ｘｘ", "0123456789-+() Xx")
_ID_CARD = re.compile(
    rf"{_BEFORE}[1-9]\d{{5}}(?:(?:18|19|20)\d{{2}}{_MONTH_DAY}\d{{3}}[\dXx]|\d{{2}}{_MONTH_DAY}\d{{3}})(?!\d)"
)
_MOBILE = re.compile(rf"{_BEFORE}(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_LANDLINE = re.compile(rf"{_BEFORE}\(?0[1-9]\d{{1,2}}\)?{_GAP}[2-9](?:{_GAP}\d){{6,7}}(?!\d)")
# The same in the regular expressions of Arrow, which know no look-around: what it finds goes to the three above. It may
# find more than they do, never less.
_D, _G = "[0-9０-９]", r"[ \-—·－　]?"
_SUSPECT = (
    rf"[1１]{_G}[3-9３-９](?:{_G}{_D}){{9}}"
    rf"|[0０][1-9１-９]{_D}{{1,2}}[)）]?{_G}[2-9２-９](?:{_G}{_D}){{6}}"
    rf"|[1-9１-９]{_D}{{14}}"
)
_KEY_MOBILE = r"^1[3-9][0-9]{9}$"
_KEY_ID = r"^[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Shorter ones are no names: taking them out would tear texts apart.
_SHORTEST = 2


def mask_numbers(text: str) -> str:
    """A text without identity card numbers (18 or 15 digits), mobile telephones and landlines with their area code.

    Blanks and hyphens between digits, a leading +86 and digits of full width make no difference; runs of digits that
    are longer than such a number (a case number, say) stay, and so do the decimals of a number.
    """
    plain = text.translate(_PLAIN)
    masked = plain
    for pattern, words in ((_ID_CARD, HIDDEN_ID), (_MOBILE, HIDDEN_PHONE), (_LANDLINE, HIDDEN_PHONE)):
        masked = pattern.sub(words, masked)
    return text if masked == plain else masked


def mask_cells(cells: pa.Array) -> pa.Array:
    """`mask_numbers` over a column of text; only cells that look like it are touched, the rest is not even copied."""
    return _replaced(cells, _SUSPECT, mask_numbers)


def mask_keys(cells: pa.Array) -> pa.Array:
    """A column of numbers or codes without those that are, as a whole, a telephone or an identity card.

    Departments number by division, date and serial, which has the form of an identity card: only a right check digit and
    a birth before 2016 make it one. ``key_personal`` holds such rows back.
    """
    return _replaced(cells, f"{_KEY_MOBILE}|{_KEY_ID}", _masked_key)


def _masked_key(text: str) -> str:
    if len(text) == 11:
        return HIDDEN_PHONE
    check = "10X98765432"[sum(int(d) * w for d, w in zip(text, _WEIGHTS, strict=False)) % 11]
    return HIDDEN_ID if int(text[6:10]) < 2016 and text[17].upper() == check else text


def _replaced(cells: pa.Array, pattern: str, change: Callable[[str], str]) -> pa.Array:
    found = pc.match_substring_regex(cells, pattern)
    if not pc.any(found).as_py():
        return cells
    changed = [change(text) for text in cells.filter(found).to_pylist()]
    return pc.replace_with_mask(cells, pc.fill_null(found, False), pa.array(changed, cells.type))


def hidden_batches(sheet: Sheet, contract: Contract, notes: list[Problem] | None = None) -> Iterator[Batch]:
    """The sheet's batches without personal text; `notes` as in `Sheet.batches`.

    A contract with personal columns has its sheets read twice: what their cells hold has to be known before the first
    row goes on.
    """
    if len(contract.kept) == len(contract.columns):
        for batch in sheet.batches(notes):
            yield _without_numbers(batch, sheet)
        return
    number = sheet.columns[contract.columns[0].name]
    names = _names(sheet, number)
    for batch in sheet.batches(notes):
        numbers = batch.columns[number].to_pylist()
        yield _without_people(
            _without_numbers(batch, sheet), sheet, number, [names.get(n, ()) for n in numbers]
        )


def _without_numbers(batch: Batch, sheet: Sheet) -> Batch:
    keys = {sheet.columns[name] for name in KEYS & sheet.columns.keys()}
    columns = tuple(
        mask_keys(cells) if place in keys else mask_cells(cells) for place, cells in enumerate(batch.columns)
    )
    beyond = {
        i: [cell if cell is None else mask_numbers(cell) for cell in row] for i, row in batch.beyond.items()
    }
    return replace(batch, columns=columns, beyond=beyond)


def _names(sheet: Sheet, number: int) -> dict[str | None, list[str]]:
    """What the personal cells of all rows of one number hold, the longest first."""
    found: dict[str | None, set[str]] = defaultdict(set)
    for batch in sheet.batches() if sheet.personal else ():
        numbers = batch.columns[number]
        for place in sheet.personal:
            words = pc.utf8_trim_whitespace(batch.columns[place])
            long = pc.fill_null(pc.greater_equal(pc.utf8_length(words), _SHORTEST), False)
            pairs = zip(numbers.filter(long).to_pylist(), words.filter(long).to_pylist(), strict=True)
            for key, name in pairs:
                found[key].add(name)
    return {key: sorted(names, key=lambda name: (-len(name), name)) for key, names in found.items()}


def _without_people(batch: Batch, sheet: Sheet, number: int, names: Sequence[Sequence[str]]) -> Batch:
    """The batch with personal and unknown columns emptied, and each row's names taken out of its other cells."""
    kept = frozenset(sheet.columns.values())
    columns = []
    for place, cells in enumerate(batch.columns):
        if place not in kept:
            columns.append(pa.nulls(len(batch), pa.string()))
        elif any(names) and place != number:
            texts = (cell and _without(cell, own) for own, cell in zip(names, cells.to_pylist(), strict=True))
            columns.append(pa.array(texts, pa.string()))
        else:
            columns.append(cells)
    return replace(batch, columns=tuple(columns))


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, HIDDEN_NAME)
    return text
