"""What the check of a delivery found, read from the report beside it; there also when nothing was published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from data.gate.book import FOLDER, read_entry
from data.release_facts import open_file
from data.settings import Settings
from governance.errors import ReleaseError, StateError
from queries.loader import load_query


@dataclass(frozen=True, eq=False)
class DeliveryReport:
    """The files of a checked delivery.

    Attributes
    ----------
    files
        ``file_id, file, department, dataset, format, encoding, datum, held_back, rows_in, rows_accepted,
        rows_rejected, rows_warned, rows_replaced``. `rows_in` is `rows_accepted` + `rows_rejected`; both are missing
        where a file was held back unread. `rows_replaced` are accepted rows that a later delivery corrects.
    n_problems
        Of all levels.
    made_at
        When it was checked: UTC, ``yyyymmddTHHMMSSZ``.
    """

    files: pd.DataFrame
    n_problems: int
    n_errors: int
    made_at: str

    @property
    def any_held_back(self) -> bool:
        """Whether a whole file was held back."""
        return bool(self.files["held_back"].any())


def delivery_report(settings: Settings, delivery_id: str) -> DeliveryReport | None:
    """The report of a delivery's last check; None before the first.

    Raises
    ------
    StateError
        When there is no such delivery.
    """
    path = _path(settings, delivery_id)
    if path is None:
        return None
    counts = _frame(path, "delivery_problem_counts")
    return DeliveryReport(
        _frame(path, "delivery_files"),
        int(counts["n"].sum()),
        int(counts.loc[counts["level"] == "error", "n"].sum()),
        path.stem.partition("-")[2],
    )


def problem_counts(settings: Settings, delivery_id: str) -> pd.DataFrame:
    """How often each rule found something in each file: ``file_id, rule, level, n`` and the first one in words."""
    return _frame(_checked(settings, delivery_id), "delivery_problem_counts")


def report_problems(
    settings: Settings,
    delivery_id: str,
    *,
    file_id: int | None = None,
    rule: str | None = None,
    level: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> pd.DataFrame:
    """A page of the problems, errors first: the columns of the release's table ``problem``."""
    return _frame(
        _checked(settings, delivery_id), "delivery_problems",
        file_id=file_id, rule=rule, level=level, limit=limit, offset=offset,
    )  # fmt: skip


def rejected_rows(settings: Settings, delivery_id: str, file_id: int) -> pd.DataFrame:
    """Held-back rows of a file: ``row, sheet, payload`` (JSON of header and text), ``problems_zh, problems_en``."""
    return _frame(_checked(settings, delivery_id), "delivery_rejected", file_id=file_id)


def _path(settings: Settings, delivery_id: str) -> Path | None:
    read_entry(settings.home, delivery_id)
    found = sorted((settings.home / FOLDER / delivery_id).glob("report-*.duckdb"))
    return found[-1] if found else None


def _checked(settings: Settings, delivery_id: str) -> Path:
    path = _path(settings, delivery_id)
    if path is None:
        raise StateError("还没有检查 Not checked yet", delivery_id, "先检查这次报送 Check the delivery first")
    return path


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_file(path) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


def _frame(path: Path, name: str, **parameters: object) -> pd.DataFrame:
    query = load_query("gate", name)
    try:
        with _opened(path) as con:
            frame = con.execute(query.sql, {key: parameters[key] for key in query.parameters}).df()
    except (duckdb.IOException, ReleaseError) as error:
        if path.exists():
            raise
        raise StateError(
            "正在重新检查 The delivery is being checked again",
            path.parent.name,
            "稍后再看 Look again in a moment",
        ) from error
    for column in frame.columns[frame.dtypes == "str"]:
        text = frame[column].astype(object)
        frame[column] = text.where(text.notna(), None)
    return frame
