"""Parts of the benchmark of a million cases."""
