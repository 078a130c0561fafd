"""Scripts that derive what is committed: region data, fonts, vendored Leaflet, screenshots."""
