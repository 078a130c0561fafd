"""What is kept of the releases, in words."""

from __future__ import annotations


def policy_box() -> None:
    """Nothing yet."""
