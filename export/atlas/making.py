"""From a plan to its files: sheets drawn two at a time into a folder, then the book and the archive out of it.

Pages lie on the disk between, so that an atlas of any length takes the memory of a few sheets.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from export.atlas.book import BookPage, write_book
from export.atlas.bundle import Listed, write_bundle
from export.atlas.plan import AtlasPlan, AtlasSheet
from export.sheet.export import Exported, checked_scene, export_sheet, file_name
from export.sheet.marks import Box
from export.sheet.workers import COUNT, SheetWorkers
from export.sheet.write import write_file
from governance.errors import ExportError
from views.basis import basis_of
from views.sheet.request import SheetRequest

_PARTS = "parts"
_SECONDS = 120.0
# Half the width in which a page number stands, and its distance from what is above it and from the edge; mm.
_NUMBER_ROOM, _NUMBER_BELOW, _NUMBER_EDGE = 22.0, 3.6, 2.2


@dataclass(frozen=True)
class Made:
    """The files of one sheet.

    Attributes
    ----------
    number_y
        Where on the page of the book its number stands: baseline, mm from above.
    """

    title: str
    files: tuple[Exported, ...]
    width_mm: float
    height_mm: float
    number_y: float


@dataclass(frozen=True)
class AtlasProgress:
    """How far an atlas is.

    Attributes
    ----------
    done, total
        Steps: each file of a sheet is one, and so are the book and the archive.
    title
        What was made last; "" at the beginning.
    """

    done: int
    total: int
    title: str = ""


@dataclass(frozen=True)
class AtlasFile:
    """A finished file of an atlas, on the disk."""

    path: Path
    kind: str
    sha256: str
    size_bytes: int


class CancelledError(Exception):
    """Somebody stopped the work; nothing of it stays."""


def make_atlas(
    workers: SheetWorkers,
    plan: AtlasPlan,
    folder: Path,
    *,
    progress: Callable[[AtlasProgress], None] = lambda state: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[AtlasFile, ...]:
    """Make the book and the archive of a plan in a folder, which is made; whatever fails leaves neither there.

    Parameters
    ----------
    progress
        Called at the beginning and after every step.
    is_cancelled
        Asked between sheets.

    Raises
    ------
    CancelledError
        When it was told to stop.
    OneMapError
        The first that a sheet raised, with the sheet named; a full disk.
    """
    wants_bundle = "pdf" in plan.outputs or "png" in plan.outputs
    total = plan.n_files + ("book" in plan.outputs) + wants_bundle
    parts = folder / _PARTS
    stem = f"{plan.title}_{plan.code}"
    progress(AtlasProgress(0, total))
    try:
        pages: dict[int, BookPage] = {}
        listed: dict[int, Listed] = {}
        done = 0
        for at, made in _drawn(workers, plan, is_cancelled):
            done += len(made.files)
            pages[at], listed[at] = _kept(parts, at, plan.sheets[at], made)
            progress(AtlasProgress(done, total, made.title))
        files = []
        if "book" in plan.outputs:
            path = folder / file_name(stem, "pdf")
            files.append(write_book(plan, [pages[at] for at in sorted(pages)], path))
            done += 1
            progress(AtlasProgress(done, total, path.name))
        if wants_bundle:
            path = folder / file_name(stem, "zip")
            files.append(write_bundle(plan, [listed[at] for at in sorted(listed)], path))
            progress(AtlasProgress(total, total, path.name))
        if is_cancelled():
            raise CancelledError
        return tuple(AtlasFile(*one) for one in files)
    except BaseException:
        for ending in ("pdf", "zip"):
            (folder / file_name(stem, ending)).unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _drawn(
    workers: SheetWorkers, plan: AtlasPlan, is_cancelled: Callable[[], bool]
) -> Iterator[tuple[int, Made]]:
    """The sheets as they are done, with their places in the plan."""
    wants_pdf = "pdf" in plan.outputs or "book" in plan.outputs
    with ThreadPoolExecutor(COUNT, thread_name_prefix="atlas") as threads:
        left = iter(enumerate(plan.sheets))
        running: dict[Future[Made], int] = {}

        def begin() -> None:
            if (task := next(left, None)) is not None:
                at, one = task
                future = threads.submit(_in_worker, workers, one, wants_pdf, "png" in plan.outputs)
                running[future] = at

        for _ in range(COUNT):
            begin()
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            if is_cancelled():
                raise CancelledError
            for future in sorted(finished, key=running.__getitem__):
                at = running.pop(future)
                try:
                    made = future.result()
                except ExportError as error:
                    one = plan.sheets[at]
                    raise ExportError(
                        error.title, f"{one.unit_name} · {one.theme_name}: {error.detail}", error.remedy
                    ) from error
                begin()
                yield at, made


def _in_worker(workers: SheetWorkers, one: AtlasSheet, wants_pdf: bool, wants_png: bool) -> Made:
    page = one.page if wants_pdf else None
    return workers.run(make_task, page, one.picture if wants_png else None, seconds=_SECONDS)


def make_task(page: SheetRequest | None, picture: SheetRequest | None) -> Made:
    """What a worker does: the files of one sheet, on the request's own release."""
    request = page or picture
    assert request is not None, "a sheet without a file is no task"
    basis = basis_of(request.release_id)
    view, scene = checked_scene(basis, request)
    files = [export_sheet(basis, page, "pdf")] if page else []
    # Above the number stands whatever the sheet has in the middle of its foot.
    middle = Box(scene.width / 2 - _NUMBER_ROOM, 0.0, 2 * _NUMBER_ROOM, scene.height)
    texts = [one.box.bottom for one in scene.reserved if one.text and one.box.overlaps(middle)]
    lowest = min(scene.height - _NUMBER_EDGE, max(texts, default=0.0) + _NUMBER_BELOW)
    if picture:
        files.append(export_sheet(basis, picture, "png"))
    return Made(view.title, tuple(files), scene.width, scene.height, lowest)


def _kept(parts: Path, at: int, one: AtlasSheet, made: Made) -> tuple[BookPage, Listed]:
    """Lay a sheet's files down until the book is bound."""
    paths = []
    for file in made.files:
        path = parts / f"{at:05d}.{file.name.rpartition('.')[2]}"
        write_file(path, file.data)
        paths.append(path)
    page = BookPage(one, made.title, paths[0], made.width_mm, made.height_mm, made.number_y)
    names = tuple((path, file.name, file.sha256) for path, file in zip(paths, made.files, strict=True))
    return page, Listed(one, made.title, names)
