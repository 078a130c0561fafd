"""Pieces of the gate: files dropped, recognised, checked, published."""
