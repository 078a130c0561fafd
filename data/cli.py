"""The command line of the data room: assembles what the modules of ``data/commands`` offer."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from data.command_line import answer
from data.commands import (
    boundaries,
    delivering,
    demo,
    job,
    open_data,
    publishing,
    recognising,
    region,
    releasing,
)

# In the order in which help lists them. To add a group: its module in data/commands, and its name here.
GROUPS = (demo, recognising, delivering, publishing, releasing, boundaries, job, open_data, region)

_WHERE = """\
环境变量 Environment:
  ONEMAP_HOME    发布、日志、原件所在的文件夹 folder of releases, journal, originals (data/home)
  ONEMAP_REGION  区域文件夹 region folder (data/regions/default.txt 所指 names it)
  ONEMAP_STATIC  网页静态文件夹 folder of static files (static)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 when not (with the reason on standard error)."""
    return answer(build_parser(), arguments)


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands; each has a help text and a description."""
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="一图知全域的数据：从部门文件到发布。 The data of One Map: from department files to releases.",
        epilog=_WHERE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="命令 commands", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.register(commands)
    return parser
