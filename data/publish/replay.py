"""Case events against the life cycle: which of them cannot have happened when they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import duckdb

from data.rules.event_rules import SEQUENCE_RULES
from data.staging.tables import arrow_rows, put_table
from governance.events import Event, in_order
from governance.life_cycle import KINDS, STAGES, Walk, transitions
from queries.loader import load_query

_KNOWN = {rule.code.removeprefix("sequence_") for rule in SEQUENCE_RULES}
_Row = tuple[int, int | None, str, datetime]


def put_event_faults(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``event_fault``: for events that do not fit their case's history the fault, and the stage it came in.

    Only histories that a look at neighbouring kinds cannot clear are replayed.
    """
    # The order in which the life cycle takes events of one moment.
    moment = in_order([Event(kind, datetime.min) for kind in KINDS])
    kinds = [(event.kind, rank) for rank, event in enumerate(moment)]
    put_table(con, "event_kind", arrow_rows("event_kind", kinds))
    put_table(con, "event_pair", arrow_rows("event_pair", transitions()))
    rows = con.execute(load_query("staging", "doubtful_history").sql).fetchall()
    faults = [fault for _, history in groupby(rows, lambda row: row[0]) for fault in _faults(list(history))]
    put_table(con, "event_fault", arrow_rows("event_fault", faults))


def _faults(history: list[_Row]) -> Iterator[tuple[int, str, str]]:
    """(rid, fault, stage) of the events of one case that its replay finds wrong."""
    events = {id(event): (event, rid) for event, rid in ((Event(k, at), rid) for _, rid, k, at in history)}
    walk = Walk()
    for event in in_order([event for event, _ in events.values()]):
        before, rid = len(walk.faults), events[id(event)][1]
        if rid is not None and walk.stage == "" and event.kind in STAGES and event.kind != "received":
            # A walk lets this pass; the row goes, so the rest must be judged without it.
            walk.fault("missing_start", event)
        else:
            walk.step(event)
        # Faults of the case's own row are told by that row's rules.
        if rid is not None:
            yield from ((rid, f.name, f.stage) for f in walk.faults[before:] if f.name in _KNOWN)
