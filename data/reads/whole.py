"""What a release says about itself as a whole."""

from __future__ import annotations

from data.release import Release
from data.release_facts import release_note


def release_info(release: Release) -> dict[str, str]:
    """Everything in ``release_info``: id, times, period, geometry hash, the texts of the definitions.

    ``published_at, by, why`` are those of the publishing, which may come long after the release was built.
    """
    told = {str(key): str(value) for key, value in release.run("release_info").fetchall()}
    return told | release_note(release.path)


def months_available(release: Release) -> tuple[int, int]:
    """First and last month of the data, as year * 12 + month - 1."""
    first, last = release.run("months_available").fetchall()[0]
    return int(first), int(last)
