"""Streamlit pieces: the map component, panels, theme tokens, text in two languages, caching."""
