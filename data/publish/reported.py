"""The reports of deliveries as one check report, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from data.gate.report import delivery_report, report_problems
from data.publish.delivery import CheckReport, FileReport
from data.settings import Settings

_ALL = 2**31 - 1


def check_report(
    settings: Settings, delivery_ids: Sequence[str], seconds: Mapping[str, float]
) -> CheckReport:
    """What was found in the files of these deliveries."""
    files: list[FileReport] = []
    problems = []
    for one in delivery_ids:
        report = delivery_report(settings, one)
        if report is None:
            continue
        problems.append(report_problems(settings, one, limit=_ALL))
        for row in report.files.to_dict("records"):
            counts = (row["rows_in"], row["rows_accepted"], row["rows_rejected"], row["rows_warned"])
            numbers = (0 if pd.isna(n) else int(n) for n in counts)
            files.append(FileReport(str(row["file"]), row["department"], bool(row["held_back"]), *numbers))
    columns = ["file_id", "file", "row", "column", "rule", "level", "value", "message_zh", "message_en", "remedy_zh",
               "remedy_en"]  # fmt: skip
    found = pd.concat(problems, ignore_index=True) if problems else pd.DataFrame(columns=columns)
    return CheckReport(tuple(files), found, dict(seconds))
