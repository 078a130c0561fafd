"""How each option of a file was found, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from data.rules.datum import DatumVerdict
from data.staging.grid import Reading
from data.staging.header import Located
from data.staging.look import Look
from data.staging.options import Incoming, ReadOptions
from data.staging.saved import header_labels

#: ``declared`` by a person for this file; ``saved`` for such files; told by the file's ``name``, its ``header`` or its
#: ``content``; the contract's word (``contract``); a ``guess``.
FoundHow = Literal["declared", "saved", "name", "header", "content", "contract", "guess"]
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be")
# A mark or a UTF-8 that holds to the last byte leaves no doubt; two-byte encodings are told by how common their characters are.
_SURE_OF = {
    "utf-8-sig": 1.0,
    "utf-16": 1.0,
    "utf-8": 0.99,
    "gb18030": 0.95,
    "utf-16-le": 0.9,
    "utf-16-be": 0.9,
    "big5": 0.8,
}


@dataclass(frozen=True)
class Found:
    """How an option was found, and how sure that is (0…1)."""

    how: FoundHow
    confidence: float


def found_options(
    file: Incoming,
    reading: Reading,
    look: Look,
    located: Located | None,
    whose: Found,
    verdict: DatumVerdict | None,
) -> tuple[ReadOptions, dict[str, Found]]:
    """Everything that will be used of a file, and how it was found.

    Parameters
    ----------
    look
        The sheet that is shown: the first that is used, else the one that comes nearest to a contract.
    whose
        How department and data set were found; a confidence of 0: they were not.
    verdict
        What the points tell.
    """
    settled = file.options
    known = whose.confidence > 0
    found: dict[str, Found] = {}
    if known:
        found |= {"department": whose, "dataset": whose}
    if reading.encoding is not None:
        found["encoding"] = _told(settled.encoding, "content", _SURE_OF.get(reading.encoding.lower(), 0.8))
    if reading.delimiter is not None:
        found["delimiter"] = _told(settled.delimiter, "content", 0.95)
    used = located.sheets if located else ()
    named = tuple(sheet.grid.sheet for sheet in used if sheet.grid.sheet)
    sheets = named if max(len(reading.sheet_names), len(reading.grids)) > 1 else ()
    if sheets:
        found["sheets"] = _told(settled.sheets or None, "header", 1.0)
    rows = {sheet.grid.numbers[sheet.at] for sheet in used} or (
        {look.grid.numbers[look.at]} if look.at is not None else set()
    )
    # Features have no row for a header: theirs is told as number 0.
    row = settled.header_row or (rows.pop() if len(rows) == 1 else None) or None
    if row is not None:
        found["header_row"] = _told(settled.header_row, *_header_row(look, located))
    datum, how = _datum(look, located, settled, verdict) if known else (settled.datum, None)
    if how is not None:
        found["datum"] = how
    labels = header_labels(look.header)
    columns = {name: labels[place] for name, place in look.columns.items()} if known else {}
    away = {
        name: ""
        for given in (look.saved.columns if look.saved else {}, settled.columns)
        for name, label in given.items()
        if not label and name not in columns
    }
    options = settled.over(
        ReadOptions(
            look.contract.department if known else None,
            look.contract.dataset.name if known else None,
            encoding=reading.encoding,
            delimiter=reading.delimiter,
            sheets=sheets,
            header_row=row,
            datum=datum,
        )
    )
    return replace(options, columns={**columns, **away}), found


def _told(settled: object, how: FoundHow, confidence: float) -> Found:
    return Found(how, confidence) if settled is None else Found("declared", 1.0)


def _header_row(look: Look, located: Located | None) -> tuple[FoundHow, float]:
    if look.saved is not None:
        return "saved", 1.0
    if located is not None:
        return "header", 1.0
    return ("header", 0.8) if len(look.matches) >= 3 else ("guess", 0.4)


def _datum(
    look: Look, located: Located | None, settled: ReadOptions, verdict: DatumVerdict | None
) -> tuple[str | None, Found | None]:
    if look.contract.geometry == "none":
        return None, None
    if located is None:
        declared = settled.datum or look.contract.declared_datum
        return declared, _told(settled.datum, "contract", 1.0) if declared else None
    told = verdict.datum if verdict is not None else None
    if located.datum is None:
        return (told, Found("content", verdict.confidence)) if verdict is not None and told else (None, None)
    alike = "WGS84" if located.datum == "CGCS2000" else located.datum
    confidence = 1.0 if told in (None, alike) else 0.2
    if settled.datum is not None:
        return settled.datum, Found("declared", confidence)
    if look.saved is not None and look.saved.datum is not None:
        return located.datum, Found("saved", confidence)
    return located.datum, Found("contract", confidence)
