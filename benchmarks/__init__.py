"""Figures, never asserted by timed tests."""
