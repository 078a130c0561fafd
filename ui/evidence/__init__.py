"""Pieces of the page behind a figure."""
