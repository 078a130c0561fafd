"""How every command line of the product answers: an exit code, and its errors in words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from data.settings import Settings
from governance.errors import OneMapError


def answer(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Run the command that the arguments name; 0 when it went well, 1 when not (with the reason on standard error)."""
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options, Settings.from_env()))
    except OneMapError as error:
        print(f"✗ {error.title}", file=sys.stderr)
        for text in (error.detail.strip("\n"), error.remedy):
            if text:
                print("  " + text.replace("\n", "\n  "), file=sys.stderr)
        return 1
