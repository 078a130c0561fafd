"""Accepted data in open formats: tables and layers in files, cases as Open311 requests.

What somebody wrote (titles, addresses, names of handlers) never leaves this way: only codes, words of lists, times
and places do.
"""

from data.open_data.datasets import DATASETS, FORMATS, row_counts
from data.open_data.export import ExportedFile, export_open_data, write_dataset

__all__ = ["DATASETS", "FORMATS", "ExportedFile", "export_open_data", "row_counts", "write_dataset"]
