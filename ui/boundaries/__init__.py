"""The screen of the boundaries."""
