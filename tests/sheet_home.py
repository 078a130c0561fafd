"""A home with the published release of the tiny region and a book of sheets of its own; sheets are drawn in this process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.settings import Settings
from export.sheet.export import Exported, export_sheet, preview_png
from views.basis import basis_of
from views.sheet.request import SheetRequest
from views.sheet.sizes import Format


class DrawnHere:
    """What the pool of drawing processes does, without processes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def warm(self) -> None:
        """Nothing to start."""

    def export(self, request: SheetRequest, format: Format) -> Exported:
        return export_sheet(basis_of(request.release_id, self.settings), request, format)

    def preview(self, request: SheetRequest, width_px: int) -> bytes:
        return preview_png(basis_of(request.release_id, self.settings), request, width_px)


def home_of_its_own(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Link everything of a home but its sheets into `folder`, and let the environment name it."""
    own = replace(settings, home=folder / "home")
    own.home.mkdir()
    for path in settings.home.iterdir():
        if path.name != "snapshots":
            (own.home / path.name).symlink_to(path.resolve(), target_is_directory=path.is_dir())
    for name, value in own.to_env().items():
        monkeypatch.setenv(name, value)
    for room in ("ui.snapshot_http", "ui.snapshot.reading", "ui.snapshot.screen"):
        monkeypatch.setattr(f"{room}.sheet_workers", DrawnHere)
    return own
