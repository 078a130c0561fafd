"""The command line of the export room: sheets, books of sheets and briefings, with the options of the screens."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from data.command_line import answer
from export.commands import atlas, briefing, snapshot

# In the order in which help lists them. To add a group: its module in export/commands, and its name here.
GROUPS = (snapshot, atlas, briefing)

_WHERE = """\
环境变量 Environment:
  ONEMAP_HOME             发布、快照编码和历史所在的文件夹 folder of releases, codes and history (data/home)
  ONEMAP_REGION           区域文件夹 region folder
  ONEMAP_LINK_BASE        应用的网址，用于图上的短链接 address of the application, for the links on sheets
  ONEMAP_SHEET_MARKING    图上的标记，默认 内部使用 marking of sheets
  ONEMAP_SHEET_WATERMARK  水印，可用 {user} {time} watermark of sheets
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 when not (with the reason on standard error)."""
    return answer(build_parser(), arguments)


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands; each has a help text and a description."""
    parser = argparse.ArgumentParser(
        prog="python -m export",
        description="一图知全域的出图：快照、图集、会议简报。 Exports of One Map: sheets, atlases, briefings.",
        epilog=_WHERE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="命令 commands", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.register(commands)
    return parser
