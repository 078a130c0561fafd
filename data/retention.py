"""Which releases are kept: the latest, the last of each month, pinned ones and the current one; the rest may go."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from data.pointer import RELEASES, journal, note_file, publisher_lock, read_pointer, release_file
from data.release import pins
from data.release_facts import candidate_path, open_file, read_info, release_files, release_note
from data.settings import Settings
from governance.errors import ReleaseError

POLICY = "retention.toml"


@dataclass(frozen=True)
class Policy:
    """How much of the past is kept.

    Attributes
    ----------
    latest
        So many of the latest releases.
    months
        Of so many months the last release.
    automatic
        Whether the rest goes after each publish, or only when somebody asks for it.
    """

    latest: int = 12
    months: int = 24
    automatic: bool = True


@dataclass(frozen=True)
class Verdict:
    """What the policy says of a release: `reason` is ``current``, ``pinned``, ``latest``, ``month``, or ``old`` (it goes)."""

    release_id: str
    reason: str
    bytes: int

    @property
    def is_kept(self) -> bool:
        """Whether it stays."""
        return self.reason != "old"


def policy(settings: Settings) -> Policy:
    """The policy of this home: ``retention.toml`` in it (``latest``, ``months``, ``automatic``), or the default.

    Raises
    ------
    ReleaseError
        When the file is not usable.
    """
    path = settings.home / POLICY
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        found = Policy(**raw)
        usable = isinstance(found.latest, int) and isinstance(found.months, int) and found.latest >= 1
        if not usable or found.months < 0 or not isinstance(found.automatic, bool):
            raise ValueError(raw)
    except FileNotFoundError:
        return Policy()
    except (ValueError, TypeError) as error:
        raise ReleaseError(
            "保留策略有误 Retention policy", f"{path}: {error}",
            "只写 latest（≥1）、months（≥0）、automatic（true/false） Write latest, months and automatic only",
        ) from error  # fmt: skip
    return found


def verdicts(settings: Settings) -> tuple[Verdict, ...]:
    """What the policy says of each release, the latest first."""
    rules, pinned = policy(settings), pins(settings)
    pointer = read_pointer(settings.home)
    months: set[str] = set()
    found = []
    for place, path in enumerate(release_files(settings.home)):
        release_id = path.stem.removeprefix("release-")
        month = release_note(path).get("published_at", release_id)[:7].replace("-", "")[:6]
        is_last_of_month = month not in months
        months.add(month)
        if pointer is not None and pointer.release_id == release_id:
            reason = "current"
        elif release_id in pinned:
            reason = "pinned"
        elif place < rules.latest:
            reason = "latest"
        elif is_last_of_month and len(months) <= rules.months:
            reason = "month"
        else:
            reason = "old"
        found.append(Verdict(release_id, reason, path.stat().st_size))
    return tuple(found)


def apply(settings: Settings, *, dry_run: bool = False) -> tuple[Verdict, ...]:
    """Remove the releases that the policy does not keep, and map files that no release needs; returns what goes.

    Deliveries and originals stay: a release can be built again from them.

    Raises
    ------
    ReleaseError
        When a publish is running, or the policy is not usable.
    """
    if dry_run:
        return tuple(verdict for verdict in verdicts(settings) if not verdict.is_kept)
    with publisher_lock(settings.home):
        return apply_locked(settings)


def apply_locked(settings: Settings) -> tuple[Verdict, ...]:
    """The same with the publisher's lock held already."""
    gone = tuple(verdict for verdict in verdicts(settings) if not verdict.is_kept)
    if not gone:
        return ()
    folder = settings.home / RELEASES
    for verdict in gone:
        # Whoever has it open reads on; the note goes last, so that no release is ever without one.
        (folder / release_file(verdict.release_id)).unlink(missing_ok=True)
        (folder / note_file(verdict.release_id)).unlink(missing_ok=True)
    _remove_unused_geometry(settings)
    journal(settings.home, "retained", removed=[verdict.release_id for verdict in gone])
    return gone


def _remove_unused_geometry(settings: Settings) -> None:
    paths = [*release_files(settings.home)]
    waiting = candidate_path(settings.home)
    if waiting is not None:
        paths.append(waiting)
    used = {_geometry(path) for path in paths}
    for own in (settings.static_dir / "geometry").glob("[0-9a-f]*"):
        if own.is_dir() and own.name not in used:
            shutil.rmtree(own)


def _geometry(path: Path) -> str:
    with open_file(path) as instance:
        return read_info(instance).get("geometry_hash", "")
