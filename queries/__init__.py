"""SQL, one file a query, and the loader."""
