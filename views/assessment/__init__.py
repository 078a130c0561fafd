"""Scores by category, and how one comes about."""
