"""``python -m data``: see `data.cli`."""

from data.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
