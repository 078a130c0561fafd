"""What the check of a delivery found: rows in, accepted and held back by file; problems by rule, and row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.gate.deliveries import Delivery
from data.gate.report import delivery_report, problem_counts, report_problems
from data.rules.registry import RULES
from data.settings import Settings
from views.gate.names import contract_name, region_definitions
from views.names import Lang

PAGE_OF_PROBLEMS = 50
_LEVELS = ("error", "warning", "note")


@dataclass(frozen=True)
class FileOutcome:
    """One file after the check.

    Attributes
    ----------
    held_back
        Whether the file as such was not taken; `rows_in` then tells how many rows it holds, where that is known.
    replaced
        Rows among the accepted ones that a later file of the same delivery corrects.
    """

    file_id: int
    name: str
    contract: str
    held_back: bool
    rows_in: int | None
    accepted: int
    rejected: int
    warned: int
    format: str
    why: str = ""

    @property
    def is_mostly_rejected(self) -> bool:
        """Whether more rows were held back than accepted: one fault of the file, not many of its rows."""
        return self.rejected > self.accepted


@dataclass(frozen=True)
class RuleOutcome:
    """A rule that found something: how often, in words, who mends it."""

    rule: str
    level: str
    n: int
    n_files: int
    words: str
    remedy: str
    owner: str


@dataclass(frozen=True)
class Outcome:
    """The report of a delivery.

    Attributes
    ----------
    agrees
        Rows in = accepted + held back, over all files.
    made_at
        When the delivery was checked: UTC, ``yyyymmddTHHMMSSZ``.
    """

    files: tuple[FileOutcome, ...]
    rules: tuple[RuleOutcome, ...]
    rows_in: int
    accepted: int
    rejected: int
    agrees: bool
    made_at: str

    def count(self, level: str) -> int:
        """Problems of one level."""
        return sum(rule.n for rule in self.rules if rule.level == level)

    @property
    def held_back_files(self) -> int:
        """Files that were not taken at all."""
        return sum(file.held_back for file in self.files)


@dataclass(frozen=True)
class ProblemRow:
    """One problem: where it stands, what is wrong, what to do."""

    level: str
    rule: str
    file: str
    row: int | None
    column: str
    value: str
    words: str
    remedy: str


@dataclass(frozen=True)
class ProblemPage:
    """A page of problems."""

    rows: tuple[ProblemRow, ...]
    total: int
    page: int
    pages: int


def outcome(settings: Settings, delivery: Delivery, lang: Lang) -> Outcome | None:
    """The report of a delivery's last check; None before the first."""
    report = delivery_report(settings, delivery.delivery_id)
    if report is None:
        return None
    counts = problem_counts(settings, delivery.delivery_id)
    definitions = region_definitions(settings.region_dir)
    why = _whole_files(settings, delivery, report.files, lang)
    files = tuple(
        FileOutcome(
            int(row["file_id"]),
            str(row["file"]),
            contract_name(
                definitions, (_text(row["department"]) or None, _text(row["dataset"]) or None), lang
            ),
            bool(row["held_back"]),
            _count(row["rows_in"]),
            _count(row["rows_accepted"]) or 0,
            _count(row["rows_rejected"]) or 0,
            _count(row["rows_warned"]) or 0,
            _text(row["format"]),
            why.get(int(row["file_id"]), ""),
        )
        for row in report.files.to_dict("records")
    )
    rows_in, accepted, rejected = (
        sum(getattr(file, name) or 0 for file in files) for name in ("rows_in", "accepted", "rejected")
    )
    return Outcome(
        files,
        _rules(counts, lang),
        rows_in,
        accepted,
        rejected,
        rows_in == accepted + rejected,
        report.made_at,
    )


def problem_page(
    settings: Settings,
    delivery: Delivery,
    lang: Lang,
    *,
    file_id: int | None = None,
    rule: str | None = None,
    page: int = 0,
) -> ProblemPage:
    """Problems of a file (None: all) and rule (None: all), page by page, errors first."""
    counts = problem_counts(settings, delivery.delivery_id)
    if file_id is not None:
        counts = counts[counts["file_id"] == file_id]
    if rule is not None:
        counts = counts[counts["rule"] == rule]
    total = int(counts["n"].sum())
    pages = max(1, -(-total // PAGE_OF_PROBLEMS))
    page = min(max(page, 0), pages - 1)
    frame = report_problems(
        settings,
        delivery.delivery_id,
        file_id=file_id,
        rule=rule,
        limit=PAGE_OF_PROBLEMS,
        offset=page * PAGE_OF_PROBLEMS,
    )
    rows = tuple(
        ProblemRow(
            str(row["level"]),
            str(row["rule"]),
            _text(row["file"]),
            _count(row["row"]),
            _text(row["column"]),
            _text(row["value"]),
            _text(row[f"message_{lang}"]),
            _text(row[f"remedy_{lang}"]),
        )
        for row in frame.to_dict("records")
    )
    return ProblemPage(rows, total, page, pages)


def _rules(counts: pd.DataFrame, lang: Lang) -> tuple[RuleOutcome, ...]:
    found: dict[tuple[str, str], RuleOutcome] = {}
    for row in counts.to_dict("records"):
        key = str(row["rule"]), str(row["level"])
        before = found.get(key)
        rule = RULES.get(key[0])
        example = _text(row.get(f"message_{lang}") or row.get("words") or row.get("message_zh"))
        found[key] = RuleOutcome(
            *key,
            (before.n if before else 0) + int(row["n"]),
            (before.n_files if before else 0) + 1,
            before.words if before else example,
            _remedy(rule, row, lang),
            str(getattr(rule, "owner", "department")),
        )
    return tuple(sorted(found.values(), key=lambda r: (_LEVELS.index(r.level), -r.n, r.rule)))


def _remedy(rule: Any, row: dict[Any, Any], lang: Lang) -> str:
    told = _text(row.get(f"remedy_{lang}"))
    if told or rule is None:
        return told
    return str(rule.remedy_zh if lang == "zh" else rule.remedy_en)


def _whole_files(settings: Settings, delivery: Delivery, files: pd.DataFrame, lang: Lang) -> dict[int, str]:
    """Why each file that was held back as such was: its first error."""
    reasons = {}
    for file_id in files.loc[files["held_back"].astype(bool), "file_id"]:
        frame = report_problems(settings, delivery.delivery_id, file_id=int(file_id), limit=1, offset=0)
        if len(frame):
            reasons[int(file_id)] = str(frame[f"message_{lang}"].iloc[0])
    return reasons


def _text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and pd.isna(value)) else str(value)


def _count(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
