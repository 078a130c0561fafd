"""Pieces of the list of releases: rolling back, comparing, keeping."""
