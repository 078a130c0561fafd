"""``python -m export``: see `export.cli`."""

from export.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
