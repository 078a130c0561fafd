"""Sheets: one page in millimetres, drawn out of a view, checked, and written as SVG, PDF or PNG."""
