"""The map component: units, cases, and what it fetches."""
