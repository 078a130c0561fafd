"""A query with its parameters' values written in: text for a reader to check, or to run as it stands.

Nothing here is executed by the product; its own reads bind parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from governance.errors import ReleaseError

# Comments, quoted text and quoted names are passed over as they stand: a dollar in them is no parameter.
_TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$([A-Za-z_][A-Za-z0-9_]*)")


def literal(value: object) -> str:
    """A value as DuckDB writes it.

    Raises
    ------
    ReleaseError
        For a kind of value that no read query takes.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return f"timestamp '{value:%Y-%m-%d %H:%M:%S}'"
    if isinstance(value, date):
        return f"date '{value:%Y-%m-%d}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, Sequence):
        return "[" + ", ".join(literal(entry) for entry in value) + "]"
    raise ReleaseError("SQL 参数有误 SQL parameter", repr(type(value)), "见 see queries/literal.py")


def written_in(sql: str, parameters: Mapping[str, object]) -> str:
    """The query with every ``$name`` outside comments and quotes replaced by its value.

    Raises
    ------
    ReleaseError
        When a parameter has no value.
    """

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0]
        if name not in parameters:
            raise ReleaseError("SQL 参数有误 SQL parameter", name, "见 see queries/literal.py")
        return literal(parameters[name])

    return _TOKEN.sub(filled, sql)
