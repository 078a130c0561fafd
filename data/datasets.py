"""The kinds of files that departments send: columns, words for states, and where their rows are staged."""

from __future__ import annotations

from dataclasses import dataclass

from governance.life_cycle import KINDS


@dataclass(frozen=True)
class Dataset:
    """One kind of file. To add one: an entry in `DATASETS`, its SQL, and a contract that names it.

    Attributes
    ----------
    name
        As contracts name it (``dataset = "…"``).
    short
        Its rows are staged as text in ``staged_<short>``, typed by ``queries/staging/typed_<short>.sql`` (cases:
        ``typed``), and held to ``<short>_rule_*.sql`` (each row by itself) and ``<short>_last_rule_*.sql`` (among rows
        that no error rejects; cases: ``rule_*`` and ``last_rule_*``).
    columns
        Our names of the columns; those that end in ``_at`` hold times (see ``staged_time.sql``).
    states
        What the departments' words stand for.
    is_placed
        Whether its rows carry places of their own (``to_place_<short>.sql``; cases: ``to_place``).
    """

    name: str
    short: str
    columns: tuple[str, ...]
    states: tuple[str, ...]
    is_placed: bool = False

    @property
    def table(self) -> str:
        """Name of its staging table."""
        return f"staged_{self.short}"


INCIDENT = Dataset(
    "incident",
    "incident",
    columns=(
        "case_no", "class_name", "subclass_name", "title", "address", "channel", "received_at", "filed_at",
        "dispatched_at", "responded_at", "disposed_at", "closed_at", "due_at", "state", "community_code", "lon", "lat",
        "handler", "joint_departments", "rework_count", "satisfaction",
    ),
    states=("received", "filed", "dispatched", "disposing", "feedback", "closed", "void"),
    is_placed=True,
)  # fmt: skip

CASE_EVENT = Dataset(
    "case_event",
    "event",
    columns=("case_no", "stage", "happened_at", "actor", "note", "new_due_at"),
    states=KINDS,
)  # fmt: skip

WHISTLE = Dataset(
    "whistle",
    "whistle",
    columns=(
        "whistle_no", "theme", "title", "source", "blown_by", "community_code", "lon", "lat", "blown_at", "managed_at",
        "case_no", "department_name", "role", "report_due_at", "reported_at", "disposed_at", "verified_at", "closed_at",
        "due_at", "solved", "satisfaction", "state",
    ),
    states=("blown", "managed", "reported", "disposing", "verifying", "closed", "void"),
    is_placed=True,
)  # fmt: skip

DATASETS = {dataset.name: dataset for dataset in (INCIDENT, CASE_EVENT, WHISTLE)}
