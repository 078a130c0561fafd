"""Contracts, staging, rules, releases, reads and demo data: the only room that knows DuckDB."""
