"""Pieces of the screen of cases and of the page of one case."""
