"""Runs the rules: each is one query that names rows (or files), columns and values."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from queries.loader import load_query, query_names

# What several rules of a phase look at, picked out of all rows once.
_SHARED = {"rule_": ("odd_text", "odd_code", "odd_point"), "file_rule_": ("file_stat", "blank_share")}


def run_rules(con: duckdb.DuckDBPyConnection, prefix: str, parameters: Mapping[str, object]) -> None:
    """Add what the rules of a phase find to the table ``found``; what is said of files, to ``found_file``.

    Parameters
    ----------
    prefix
        ``rule_`` (the row by itself), ``placed_rule_`` (with its place), ``last_rule_`` (among acceptable rows) or
        ``file_rule_`` (files as a whole, once it is known which rows go on).
    parameters
        Values of the parameters that the rules may name.
    """
    for name in _SHARED.get(prefix, ()):
        con.execute(f"create or replace temp table {name} as\n{load_query('staging', name).sql}")
    target = "found_file" if prefix == "file_rule_" else "found"
    for name in query_names("staging", prefix):
        query = load_query("staging", name)
        chosen = {key: parameters[key] for key in query.parameters}
        con.sql(query.sql, params=chosen).insert_into(target)


def rule_code(query_name: str) -> str:
    """The rule that a rule query finds: ``placed_rule_point_near`` → ``point_near``."""
    return query_name.partition("rule_")[2]
