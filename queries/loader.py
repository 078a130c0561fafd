"""Loads the SQL of this folder: one query a file, its header saying name, parameters, purpose and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from governance.errors import ReleaseError

FOLDER = Path(__file__).resolve().parent
ROOMS = ("staging", "marts", "reads", "macros", "gate", "compare")

_NAME = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9_]*)\((?P<parameters>[a-z0-9_, ]*)\)$")
_RETURNS = "-- returns: "


@dataclass(frozen=True)
class Query:
    """One SQL file.

    Attributes
    ----------
    name
        The file's stem; for a mart also the name of the table that it becomes.
    parameters
        Names of the ``$named`` parameters, as the header lists them.
    purpose
        The line of prose.
    returns
        (column, DuckDB type) pairs in order.
    sql
        The whole text, header included (comments are harmless to DuckDB).
    """

    name: str
    parameters: tuple[str, ...]
    purpose: str
    returns: tuple[tuple[str, str], ...]
    sql: str


def parse_query(text: str, name: str) -> Query:
    """Read a query's header.

    Raises
    ------
    ReleaseError
        When the header is not ``-- name: stem(parameters)``, prose, ``-- returns: column TYPE, …``.
    """
    lines = text.splitlines()
    head = _NAME.match(lines[0]) if lines else None
    comment = _leading_comment(lines[1:])
    start = next((i for i, line in enumerate(comment) if line.startswith(_RETURNS)), None)
    if head is None or head["name"] != name or start is None or start == 0:
        raise ReleaseError("SQL 文件头有误 Query header", f"{name}.sql", "见 see queries/loader.py")
    returned = " ".join(
        [comment[start].removeprefix(_RETURNS), *(c.lstrip("- ") for c in comment[start + 1 :])]
    )
    return Query(
        name=name,
        parameters=tuple(p.strip() for p in head["parameters"].split(",") if p.strip()),
        purpose=" ".join(c.lstrip("- ") for c in comment[:start]),
        returns=tuple(_column(part) for part in re.split(r",\s*(?![^(]*\))", returned)),
        sql=text,
    )


def _leading_comment(lines: list[str]) -> list[str]:
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:end]


def _column(part: str) -> tuple[str, str]:
    column, _, kind = part.strip().partition(" ")
    return column, kind.strip()


@cache
def load_query(room: str, name: str) -> Query:
    """The query ``queries/<room>/<name>.sql``."""
    path = FOLDER / room / f"{name}.sql"
    if not path.is_file():
        raise ReleaseError("没有这个查询 No such query", f"{room}/{name}", "检查 see queries/")
    return parse_query(path.read_text(encoding="utf-8"), name)


def query_names(room: str, prefix: str = "") -> tuple[str, ...]:
    """Stems of the queries of a room, sorted; with `prefix`, only those that begin with it."""
    return tuple(sorted(path.stem for path in (FOLDER / room).glob(f"{prefix}*.sql")))
