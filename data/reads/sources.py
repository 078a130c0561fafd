"""Where the release came from: files, departments, problems."""

from __future__ import annotations

import pandas as pd

from data.reads.scope import check_page
from data.release import Release


def source_files(release: Release) -> pd.DataFrame:
    """Files of the delivery: the columns of ``source_file``, by file."""
    return release.records("source_files")


def department_summary(release: Release) -> pd.DataFrame:
    """What each department sent: ``department, n_files, n_held_back, rows_…, last_received_at`` (UTC)."""
    return release.records("department_summary")


def feed_deliveries(release: Release) -> pd.DataFrame:
    """What each department sent of each data set, delivery by delivery (UTC), the earliest first.

    ``taken``: whether something of it could be used; a delivery of which every row was held back renews nothing.
    """
    return release.records("feed_deliveries")


def feed_reach(release: Release) -> pd.DataFrame:
    """The last moment (UTC) that an accepted row of each department and data set tells of: ``reaches_to``."""
    return release.records("feed_reach")


def owed_rows(release: Release) -> pd.DataFrame:
    """Files of which something is held back, with department, data set and delivery, the earliest first.

    ``n``: rows of it that are still to be mended; of a file refused as a whole, how many it holds where that is known.
    """
    return release.records("owed_rows")


def owed_reasons(release: Release) -> pd.DataFrame:
    """Why rows or files were held back, by file and rule: how many rows (``n``) and the first of them as example."""
    return release.records("owed_reasons")


def problems(
    release: Release, file_id: int | None = None, *, limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """A page of the problems found, errors first, of one file or (None) of all.

    Raises
    ------
    StateError
        When limit or offset is negative.
    """
    return release.records("problems", file_id=file_id, **check_page(limit, offset))


def problem_counts(release: Release) -> pd.DataFrame:
    """How often each rule found something in each file (``n``), with its first row as example, errors first."""
    return release.records("problem_counts")
