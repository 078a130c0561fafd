"""Pieces of the map benchmark: the two ways as small Streamlit apps, and the region's figures for them."""
