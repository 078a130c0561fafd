"""Rules that only the ledger of whistles is held to."""

from __future__ import annotations

from data.problems import Rule

WHISTLE_RULES: tuple[Rule, ...] = ()
