"""What a new release would rest on: the deliveries of the current one and the new ones, never demonstration and real mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.gate.book import read_entry
from data.gate.deliveries import Delivery, delivery
from data.pointer import SCHEMA_VERSION
from data.release import current_facts
from data.release_facts import Facts
from data.settings import Settings
from governance.errors import ContractError, ReleaseError


@dataclass(frozen=True)
class Plan:
    """Which deliveries a release is to be built of.

    Attributes
    ----------
    deliveries
        In order; of two rows about the same case the one of the later delivery holds.
    new
        Ids of those that the base does not hold.
    base
        The release built on; None when it starts fresh.
    compared_with
        The release that is current; None when there is none.
    """

    deliveries: tuple[Delivery, ...]
    new: tuple[str, ...]
    base: str | None
    compared_with: str | None
    is_demo: bool
    fingerprints: Mapping[str, str]

    @property
    def starts_fresh(self) -> bool:
        """Whether nothing of an earlier release goes into it."""
        return self.base is None


def make_plan(settings: Settings, delivery_ids: Sequence[str], *, fresh: bool) -> Plan:
    """Decide what goes in; without ids the current release is built again.

    Demonstration data never join real ones: where the new deliveries are of the other kind, the release starts fresh.

    Raises
    ------
    ContractError
        When a delivery has no files.
    ReleaseError
        When the new deliveries are of both kinds, there is nothing to build, or the current release was made before
        deliveries were kept.
    StateError
        When there is no such delivery.
    """
    current = _current(settings, fresh)
    new = [delivery(settings, one) for one in dict.fromkeys(delivery_ids)]
    empty = next((one for one in new if not one.files), None)
    if empty is not None:
        raise ContractError(
            "没有可读的文件 Nothing to read", empty.delivery_id, "先加入文件 Add files to the delivery first"
        )
    kinds = {one.is_demo for one in new}
    if len(kinds) > 1:
        raise ReleaseError(
            "演示数据与真实数据不能一起发布 Demonstration and real data do not mix",
            "、".join(one.delivery_id for one in new),
            "分两次发布 Publish them one after the other",
        )
    if not new and current is None:
        raise ReleaseError("没有报送 No delivery", "", "先接收文件 Receive files first")
    is_demo = kinds.pop() if kinds else bool(current and current.is_demo)
    base = None if fresh or current is None or current.is_demo != is_demo else current
    if base is not None and not base.deliveries:
        raise ReleaseError(
            "当前发布由旧版程序生成，没有报送记录 The current release was made before deliveries were kept",
            f"{base.release_id}: {base.schema_version} ≠ {SCHEMA_VERSION}",
            "把原来的文件与新文件一起报送，重新开始 Send its files and the new ones together, starting fresh",
        )
    before = [delivery(settings, one) for one in (base.deliveries if base else ())]
    chosen = (*before, *(one for one in new if one.delivery_id not in {b.delivery_id for b in before}))
    return Plan(
        chosen,
        tuple(one.delivery_id for one in chosen[len(before) :]),
        base.release_id if base else None,
        current.release_id if current else None,
        is_demo,
        {one.delivery_id: read_entry(settings.home, one.delivery_id).fingerprint for one in chosen},
    )


def _current(settings: Settings, fresh: bool) -> Facts | None:
    try:
        return current_facts(settings)
    except ReleaseError:
        # Starting fresh is a way out when the current release is lost.
        if fresh:
            return None
        raise
