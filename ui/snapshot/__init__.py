"""The screen of sheets: preview with options, atlas, meeting packs, history, and reading a sheet's code."""
