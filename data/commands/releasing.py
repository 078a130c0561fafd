"""``releases`` and ``rollback``: what was published, and which of it counts."""

from __future__ import annotations

import argparse

from data.commands.parts import Commands, add_command
from data.settings import Settings


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    listing = add_command(
        commands,
        "releases",
        "列出发布 List releases",
        "列出全部发布，* 为当前。 All releases; * marks the current one.",
    )
    listing.set_defaults(run=_releases)

    rollback = add_command(
        commands,
        "rollback",
        "换回某个发布 Make another release current",
        "只移动指针，不删除任何发布。 Moves the pointer; removes nothing.",
    )
    rollback.add_argument("id", help="发布编号，见 releases id as listed by `releases`")
    rollback.set_defaults(run=_rollback)


def _releases(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import releases

    for entry in releases(settings):
        mark, kind = "*" if entry.is_current else " ", " 演示 demo" if entry.is_demo else ""
        print(f"{mark} {entry.release_id}  {entry.published_at}  {entry.incidents:>10,}  "
              f"{entry.data_from} – {entry.data_to}{kind}")  # fmt: skip
    return 0


def _rollback(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import rollback

    print(f"✓ {rollback(settings, options.id).release_id}")
    return 0
