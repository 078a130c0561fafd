"""Visitors without a browser, and the server that they visit."""
