"""Whistles: the board, lists, and one whistle."""
