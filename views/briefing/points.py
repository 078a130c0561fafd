"""What the figures say, in sentences: a leader reads these and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from views.briefing.model import Headline, Table, Whistles
from views.briefing.scope import Scope, parts_note, value_text
from views.figures import FEW_IN_NUMERATOR

# A class is said to have risen only where at least so many cases came in both periods.
_ENOUGH = 2 * FEW_IN_NUMERATOR


def points_of(
    scope: Scope,
    figures: tuple[Headline, ...],
    classes: Table,
    exceptions: Table,
    overdue: Table,
    departments: Table,
    whistles: Whistles,
) -> tuple[str, ...]:
    """Sentences, most important first; only of what there is."""
    by_id = {figure.figure.id: figure for figure in figures}
    return (
        *_received(scope, by_id),
        *_closing(scope, by_id),
        *_classes(scope, classes),
        *_overdue(scope, overdue, departments),
        *_whistles(scope, whistles),
        *_exceptions(scope, exceptions),
    )


def _received(scope: Scope, by_id: dict[str, Headline]) -> Iterator[str]:
    received, rate = by_id.get("received"), by_id.get("cases_per_10k")
    if received is None or not received.figure.value:
        yield scope.word("point_none")
        return
    values = {
        "n": received.text,
        "change": received.change_text,
        "rate": rate.text if rate else value_text(received.figure),
    }
    if rate and rate.peers_text and scope.kind != "city":
        yield scope.word("point_received_peers", **values, peers=rate.peers_text)
    else:
        yield scope.word("point_received", **values)


def _closing(scope: Scope, by_id: dict[str, Headline]) -> Iterator[str]:
    closing, on_time = by_id.get("closing_rate"), by_id.get("on_time_rate")
    if not closing or not on_time or not closing.figure.denominator:
        return
    yield scope.word(
        "point_closing",
        due=f"{closing.figure.denominator:,.0f}",
        closing=closing.text,
        on_time=on_time.text,
        change=on_time.change_text,
    )


def _classes(scope: Scope, classes: Table) -> Iterator[str]:
    rows = [row for row in classes.rows if not row.is_summary]
    if not rows:
        return
    name, received, share, *_ = rows[0].cells
    words = {"first": name.text, "n": received.text, "share": share.text}
    rising = [row for row in rows if (row.cells[3].value or 0) >= _ENOUGH and (row.cells[4].value or 0) > 0]
    if not rising:
        yield scope.word("point_classes", **words)
        return
    most = max(rising, key=lambda row: (row.cells[1].value or 0) - (row.cells[3].value or 0))
    yield scope.word(
        "point_rising",
        **words,
        rising=most.cells[0].text,
        before=most.cells[3].text,
        after=most.cells[1].text,
        change=most.cells[4].text,
    )


def _overdue(scope: Scope, overdue: Table, departments: Table) -> Iterator[str]:
    if not overdue.rows or not departments.rows:
        yield scope.word("point_no_overdue")
        return
    first = departments.rows[0]
    # The list begins with the case that was due first.
    yield scope.word(
        "point_overdue",
        n=f"{overdue.total:,}",
        day=overdue.column("due")[0].text,
        days=overdue.column("days")[0].text,
        department=first.cells[0].text,
        m=first.cells[1].text,
    )


def _whistles(scope: Scope, whistles: Whistles) -> Iterator[str]:
    by_id = {figure.figure.id: figure for figure in whistles.figures}
    blown, response, solve = (by_id.get(id) for id in ("whistles", "response_rate", "solve_rate"))
    if blown is None or not blown.figure.value:
        yield scope.word("point_no_whistles")
        return
    if response is None or solve is None:
        return
    yield scope.word(
        "point_whistles",
        n=blown.text,
        response=response.text,
        parts=parts_note(response.figure),
        solve=solve.text,
        solved=parts_note(solve.figure),
        overdue=by_id["whistle_overdue"].text,
    )


def _exceptions(scope: Scope, exceptions: Table) -> Iterator[str]:
    if exceptions.rows:
        yield scope.word("point_exceptions", n=exceptions.total)
    else:
        yield scope.word("point_no_exceptions")
