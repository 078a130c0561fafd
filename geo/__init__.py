"""CRS, boundaries, partitions, placement, classification and folium layers. Knows no database."""
