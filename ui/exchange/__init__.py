"""Pieces of the exchange page: the matrix, its small courses, what departments owe, and who uses what."""
