"""What commands have in common: how one is added, and the options that several take."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import TypeAlias

# The object that `argparse` gives for `add_subparsers`; every module of commands adds to it.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(commands: Commands, name: str, help_text: str, description: str) -> argparse.ArgumentParser:
    """Add a command; `description` comes below its help text.

    The caller sets ``run=function(options, settings) -> int``.
    """
    return commands.add_parser(name, help=help_text, description=f"{help_text}。\n{description}")


def add_folder(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """The folder of files that the command reads."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        nargs="?" if optional else None,
        help="部门文件所在的文件夹 folder of department files",
    )


def add_report(parser: argparse.ArgumentParser) -> None:
    """How problems are told."""
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="把全部问题写成 CSV write every problem as CSV"
    )
    parser.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="问题的语言 language of problems (%(default)s)"
    )
    parser.add_argument("--verbose", action="store_true", help="显示各步用时 show seconds of each stage")


def add_person(parser: argparse.ArgumentParser) -> None:
    """Who does it; the name of the account when nobody is named."""
    parser.add_argument("--by", default=account(), metavar="NAME", help="经办人 who does it (%(default)s)")


def account() -> str:
    """The name of the account that runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "?"
