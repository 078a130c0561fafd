"""Commands of ``python -m export``, one module a group; `export.cli` assembles them."""
