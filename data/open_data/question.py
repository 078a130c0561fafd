"""A question of Open311 in an address, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from data.open_data.open311 import MOST, Asked, latest_moment, span
from data.release import Release
from governance.errors import StateError

_KNOWN = frozenset(
    ("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "jurisdiction_id",
     "extensions", "api_key")
)  # fmt: skip
_MOST_IDS = 500


def read_asked(parameters: Mapping[str, str], release: Release) -> Asked:
    """What a question for requests asks for.

    Raises
    ------
    StateError
        When a parameter is unknown or is not what GeoReport says.
    """
    unknown = set(parameters) - _KNOWN
    if unknown:
        raise _wrong(", ".join(sorted(unknown))[:80], ", ".join(sorted(_KNOWN)))
    ids, codes = _many(parameters, "service_request_id"), _many(parameters, "service_code")
    status = parameters.get("status", "")
    wanted = {word.strip() for word in status.split(",") if word.strip()}
    if wanted - {"open", "closed"}:
        raise _wrong(f"status={status[:40]}", "open, closed")
    start, end = _moment(parameters, "start_date"), _moment(parameters, "end_date")
    try:
        after, before = span(start, end, latest_moment(release))
    except OverflowError as error:
        raise _wrong(f"start_date={start} end_date={end}", "1900…9000") from error
    page, size = _number(parameters, "page", 1, 10**6), _number(parameters, "page_size", MOST, MOST)
    return Asked(
        ids=ids,
        services=codes,
        after=after,
        before=before,
        is_open="open" in wanted if len(wanted) == 1 else None,
        first=(page - 1) * size,
        count=size,
    )


def _many(parameters: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    words = tuple(word.strip() for word in parameters.get(name, "").split(",") if word.strip())
    if len(words) > _MOST_IDS:
        raise _wrong(f"{name}: {len(words)}", f"at most {_MOST_IDS}")
    return words or None


def _moment(parameters: Mapping[str, str], name: str) -> datetime | None:
    text = parameters.get(name, "")
    if not text:
        return None
    try:
        # A plus sign in a query is a blank.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return moment.replace(tzinfo=None) if moment.tzinfo is None else _utc(moment)
    except (ValueError, OverflowError) as error:
        raise _wrong(f"{name}={text[:40]}", "2026-03-05T00:00:00+08:00") from error


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _number(parameters: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = parameters.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
        raise _wrong(f"{name}={text[:20]}", f"1…{most}")
    return int(text)


def _wrong(detail: str, remedy: str) -> StateError:
    return StateError("参数无法识别 Not understood", detail, remedy)
