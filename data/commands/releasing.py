"""``releases``, ``diff``, ``rollback``, ``pin``, ``retain``: what was published, and which of it counts."""

from __future__ import annotations

import argparse

from data.commands.parts import Commands, add_command, add_person
from data.settings import Settings
from governance.errors import ReleaseError


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    listing = add_command(
        commands,
        "releases",
        "列出发布 List releases",
        "列出全部发布，* 为当前，# 为长期保留。 All releases; * marks the current one, # those that are pinned.",
    )
    listing.set_defaults(run=_releases)

    diff = add_command(
        commands,
        "diff",
        "比较两个发布 Compare two releases",
        "行数与各单元数字的变化；--rows 列到行。不写则比较当前发布与待发布的数据。 "
        "Rows and figures of units that differ; --rows lists the rows. Without ids: the current release and what "
        "is prepared.",
    )
    diff.add_argument("old", nargs="?", default="current", help="旧的 the old one, or `current`")
    diff.add_argument("new", nargs="?", default="candidate", help="新的 the new one, or `candidate`")
    diff.add_argument(
        "--rows", type=int, nargs="?", const=100, default=0, metavar="N",
        help="每类变化列出 N 行 list N rows of each kind of change (100)",
    )  # fmt: skip
    diff.set_defaults(run=_diff)

    rollback = add_command(
        commands,
        "rollback",
        "换回某个发布 Make another release current",
        "只移动指针，不删除任何发布；以后的发布以它为底。 "
        "Moves the pointer and removes nothing; the next publish builds on it.",
    )
    rollback.add_argument("id", help="发布编号，见 releases id as listed by `releases`")
    rollback.add_argument("--why", default="", metavar="TEXT", help="原因 what for")
    add_person(rollback)
    rollback.set_defaults(run=_rollback)

    pin = add_command(
        commands,
        "pin",
        "长期保留某个发布 Keep a release for good",
        "保留策略不会删除它；--off 取消。 Retention never removes it; --off takes that back.",
    )
    pin.add_argument("id", help="发布编号 id of the release")
    pin.add_argument("--off", action="store_true", help="取消 no longer")
    pin.set_defaults(run=_pin)

    retain = add_command(
        commands,
        "retain",
        "按保留策略清理发布 Remove releases that the policy does not keep",
        "策略写在 ONEMAP_HOME/retention.toml（latest、months、automatic）。报送与原件不删。 "
        "The policy is retention.toml of the home (latest, months, automatic); deliveries and originals stay.",
    )
    retain.add_argument("--dry-run", action="store_true", help="只列出 only list what would go")
    retain.set_defaults(run=_retain)


def _releases(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import releases

    for entry in releases(settings):
        mark = "*" if entry.is_current else "#" if entry.pinned else " "
        kind = " 演示 demo" if entry.is_demo else ""
        said = f"  {entry.by}" + (f": {entry.why}" if entry.why else "") if entry.by else ""
        print(f"{mark} {entry.release_id}  {entry.published_at}  {entry.incidents:>10,}  "
              f"{entry.data_from} – {entry.data_to}{kind}{said}")  # fmt: skip
    return 0


def _diff(options: argparse.Namespace, settings: Settings) -> int:
    from data.commands.differences import print_differences

    print_differences(
        settings, _named(settings, options.old), _named(settings, options.new), rows=options.rows
    )
    return 0


def _named(settings: Settings, name: str) -> str:
    from data.release import candidate_facts, current_facts

    if name not in ("current", "candidate"):
        return name
    found = current_facts(settings) if name == "current" else candidate_facts(settings)
    if found is None:
        raise ReleaseError("没有可比较的发布 Nothing to compare", name, "见 see python -m data releases")
    return found.release_id


def _rollback(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import rollback

    print(f"✓ {rollback(settings, options.id, by=options.by, why=options.why).release_id}")
    return 0


def _pin(options: argparse.Namespace, settings: Settings) -> int:
    from data.release import pin

    pin(settings, options.id, not options.off)
    print(f"✓ {options.id}")
    return 0


def _retain(options: argparse.Namespace, settings: Settings) -> int:
    from data.retention import apply

    for verdict in apply(settings, dry_run=options.dry_run):
        print(f"{'·' if options.dry_run else '✗'} {verdict.release_id}  {verdict.bytes:,} B")
    return 0
