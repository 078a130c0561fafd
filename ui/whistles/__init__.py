"""Pieces of the board of whistles and of the page of one whistle."""
