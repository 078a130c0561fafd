"""What differs between two releases, to the row."""

from data.compare.measures import unit_changes
from data.compare.rows import Change, changed_rows, row_changes

__all__ = ["Change", "changed_rows", "row_changes", "unit_changes"]
