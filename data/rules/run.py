"""Runs the row rules: each is one query that names rows, columns and values."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from queries.loader import load_query, query_names


def run_rules(con: duckdb.DuckDBPyConnection, prefix: str, parameters: Mapping[str, object]) -> None:
    """Add what the rules of a phase find to the table ``found``.

    Parameters
    ----------
    prefix
        ``rule_`` (the row by itself), ``placed_rule_`` (with its place) or ``last_rule_`` (among acceptable rows).
    parameters
        Values of the parameters that the rules may name.
    """
    for name in query_names("staging", prefix):
        query = load_query("staging", name)
        chosen = {key: parameters[key] for key in query.parameters}
        con.sql(query.sql, params=chosen).insert_into("found")


def rule_code(query_name: str) -> str:
    """The rule that a rule query finds: ``placed_rule_point_near`` → ``point_near``."""
    return query_name.partition("rule_")[2]
