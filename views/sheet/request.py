"""Requests of sheets: their choices, their canonical form and code, and the addresses that they come from and lead to."""

from views.sheet.address import live_address, read_request, request_from, state_of, write_request
from views.sheet.choices import (
    DEFAULT_PANELS,
    LABELS,
    PANELS,
    SHEET_VERSION,
    STYLES,
    SUBJECTS,
    LabelChoice,
    Panel,
    SheetRequest,
    StyleName,
    Subject,
    canonical,
    code_of,
    request_of,
    require_ready,
)

__all__ = [
    "DEFAULT_PANELS",
    "LABELS",
    "PANELS",
    "SHEET_VERSION",
    "STYLES",
    "SUBJECTS",
    "LabelChoice",
    "Panel",
    "SheetRequest",
    "StyleName",
    "Subject",
    "canonical",
    "code_of",
    "live_address",
    "read_request",
    "request_from",
    "request_of",
    "require_ready",
    "state_of",
    "write_request",
]
