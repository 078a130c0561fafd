"""What the map of a sheet can show: one module a subject, each of which turns a screen's view into a sheet's content."""
