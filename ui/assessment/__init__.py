"""Pieces of the screen of scores."""
