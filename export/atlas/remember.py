"""What stays of an atlas in the book of snapshots: its line in the history, and what the code on every sheet stands for."""

from __future__ import annotations

from collections.abc import Sequence

from data.settings import Settings
from data.snapshots.store import ExportEntry, keep_code, keep_thumbnail, record_export
from export.atlas.making import AtlasFile
from export.atlas.plan import AtlasPlan
from export.sheet.workers import SheetWorkers
from views.sheet.choices import canonical, code_of

_THUMBNAIL_PX = 480


def remember(
    settings: Settings, workers: SheetWorkers, plan: AtlasPlan, files: Sequence[AtlasFile], by: str
) -> None:
    """Write the atlas into the history and keep the codes of its sheets: each QR leads somewhere.

    Raises
    ------
    ReleaseError
        When the disk is full.
    ExportError
        When the small picture cannot be drawn.
    """
    wants_pages = "book" in plan.outputs or "pdf" in plan.outputs
    for one in plan.sheets:
        printed = ((wants_pages, one.page), ("png" in plan.outputs, one.picture))
        for request in dict.fromkeys(request for is_made, request in printed if is_made):
            keep_code(settings, code_of(request), canonical(request))
    keep_thumbnail(settings, plan.code, workers.preview(plan.sheets[0].picture, _THUMBNAIL_PX))
    for file in files:
        record_export(
            settings,
            ExportEntry(
                code=plan.code,
                kind="atlas",
                format=file.path.suffix.removeprefix("."),
                name=file.path.name,
                title=plan.title,
                release_id=plan.release_id,
                sha256=file.sha256,
                size_bytes=file.size_bytes,
                by=by,
            ),
        )
