"""A sheet: one printed page of a view. What it asks for, how large it is, and the data it shows; nothing is drawn here."""
