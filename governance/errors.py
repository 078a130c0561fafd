"""Errors that a person can act on: every one carries a title, what happened, and the remedy."""

from __future__ import annotations


class OneMapError(Exception):
    """Base of every error that the product raises on purpose.

    Parameters
    ----------
    title
        A few words: what kind of trouble.
    detail
        What happened, with the file, row, column or value concerned.
    remedy
        What the reader can do about it.
    """

    def __init__(self, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title, detail, remedy)
        self.title = title
        self.detail = detail
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.title}:", self.detail, self.remedy) if part)


class RegionError(OneMapError):
    """The region folder is incomplete or contradicts itself."""


class ContractError(OneMapError):
    """A department's file cannot be read against its contract at all."""


class ReleaseError(OneMapError):
    """There is no such release, or none at all, or it cannot be read."""


class GeometryError(OneMapError):
    """A geometry, datum or coverage is not usable."""


class StateError(OneMapError):
    """A link or a control asks for something that does not exist."""


class ExportError(OneMapError):
    """A sheet, a book or a briefing cannot be made as asked, or does not pass its own check."""
