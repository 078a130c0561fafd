"""The decision about a proposal: accepted from a day on, rejected, or an acceptance taken back. All are told in the journal."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from data.boundaries.disk import boundaries_folder, utc_now
from data.boundaries.forming import CHANGED
from data.boundaries.proposal import (
    FORMED,
    Proposal,
    State,
    proposal,
    proposal_folder,
    proposals,
    write_proposal,
)
from data.boundaries.versions import (
    VALIDITY,
    Version,
    accept_files,
    read_validity,
    version_folder,
    versions,
    withdraw,
)
from data.pointer import journal
from data.settings import Settings
from governance.errors import StateError


def accept(settings: Settings, proposal_id: str, *, by: str, why: str, valid_from: date) -> Version:
    """Let a proposal count from a day on. The next release uses it; releases made before stay as they are.

    Raises
    ------
    StateError
        When its levels have not been formed, names are missing, another version was accepted in the meantime, or the
        day lies before the last version's.
    GeometryError
        When somebody else is writing.
    """
    item = proposal(settings, proposal_id)
    by, why = _said(by, why)
    if item.state != "formed":
        raise StateError(
            "提案还不能采用 Not ready", f"{proposal_id}: {item.state}",
            "先改正错误并生成下级边界 Correct the errors and form the lower levels first",
        )  # fmt: skip
    root = boundaries_folder(settings.home)
    formed = proposal_folder(settings, proposal_id) / FORMED
    known = read_validity(version_folder(root, item.base) / VALIDITY) if item.base else {}
    changed = _read_changed(formed / CHANGED)
    kept = {key: day for key, day in known.items() if key not in changed}
    wanted = Version(
        "", proposal_id, item.level, item.units, item.source, item.base, valid_from, utc_now(), by, why
    )
    version = accept_files(root, formed, {**kept, **dict.fromkeys(changed, valid_from)}, wanted)
    _decide(settings, item, "accepted", by, why, version.version_id)
    journal(
        settings.home, "boundaries_accepted", version=version.version_id, level=item.level, by=by, why=why,
        valid_from=valid_from.isoformat(),
    )  # fmt: skip
    return version


def reject(settings: Settings, proposal_id: str, *, by: str, why: str) -> Proposal:
    """Turn a proposal down; its file and what was found stay to be looked at.

    Raises
    ------
    StateError
        When it is decided already, or names are missing.
    """
    item = proposal(settings, proposal_id)
    by, why = _said(by, why)
    if not item.is_open:
        raise StateError(
            "提案已有结论 Decided already",
            f"{proposal_id}: {item.state}",
            "请重新提交文件 Propose the file again",
        )
    item = _decide(settings, item, "rejected", by, why, None)
    journal(settings.home, "boundaries_rejected", proposal=proposal_id, by=by, why=why)
    return item


def take_back(settings: Settings, version_id: str, *, by: str, why: str) -> Version:
    """Take the last acceptance back: the boundaries before it count again from the next release on.

    Raises
    ------
    StateError
        When there is no such version, others stand on it, or names are missing.
    GeometryError
        When somebody else is writing.
    """
    by, why = _said(by, why)
    version = withdraw(boundaries_folder(settings.home), version_id, by=by, why=why)
    for item in proposals(settings):
        if item.version_id == version_id:
            _decide(settings, item, "withdrawn", by, why, version_id)
    journal(settings.home, "boundaries_withdrawn", version=version_id, by=by, why=why)
    return version


def history(settings: Settings) -> tuple[Version, ...]:
    """All versions, latest first."""
    return versions(boundaries_folder(settings.home))[::-1]


def _said(by: str, why: str) -> tuple[str, str]:
    by, why = by.strip(), why.strip()
    if not by or not why:
        raise StateError(
            "请写明经办人与理由 Who and why?", "边界的变动要能追溯 A change of boundaries must be traceable",
            "填写经办人和理由 Give a name and a reason",
        )  # fmt: skip
    return by, why


def _decide(
    settings: Settings, item: Proposal, state: State, by: str, why: str, version_id: str | None
) -> Proposal:
    return write_proposal(
        settings,
        replace(item, state=state, decided_at=utc_now(), decided_by=by, why=why, version_id=version_id),
    )


def _read_changed(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["level"], row["code"]) for row in csv.DictReader(file)}
