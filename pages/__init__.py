"""One screen a file: each defines a function that `app.py` registers; nothing happens on import."""
