"""Meeting packs: the files of one briefing or of many, made by two workers, with progress and a way to stop."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from data.settings import Settings
from data.snapshots.store import ExportEntry, keep_code, keep_thumbnail, record_export
from export.briefing import docx, html, pdf, pptx, xlsx
from export.briefing.drawing import map_scene
from export.briefing.look import pages
from export.sheet.export import Exported, file_name
from export.sheet.render import picture_of
from export.sheet.svg import svg_of
from export.sheet.workers import COUNT, SheetWorkers
from views.basis import Basis
from views.briefing.model import BriefingView
from views.briefing.request import BriefingRequest, view_of
from views.sheet.request import canonical

PackFormat = Literal["pdf", "pptx", "docx", "xlsx", "html"]
PACK_FORMATS: tuple[PackFormat, ...] = get_args(PackFormat)
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[PackFormat, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "pptx": f"{_OFFICE}.presentationml.presentation",
        "docx": f"{_OFFICE}.wordprocessingml.document",
        "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
        "html": "text/html; charset=utf-8",
    }
)
# Of one briefing, what two workers make at the same time: halves that take about as long.
_HALVES: tuple[tuple[PackFormat, ...], ...] = (("pdf", "html"), ("pptx", "docx", "xlsx"))
_SECONDS = 120.0
_THUMBNAIL = (480, 300)
# A moment for every file in an archive: the same files give the same archive.
_ZIP_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Made:
    """What one task brought: files of one briefing, and the sheet that its map is.

    Attributes
    ----------
    sheet_code, sheet
        Code and canonical parameters of the map: what the QR in the files leads to.
    thumbnail
        A small picture of the map; empty where another task of the same briefing brings it.
    """

    request: BriefingRequest
    title: str
    files: tuple[Exported, ...]
    sheet_code: str
    sheet: str
    thumbnail: bytes = b""


@dataclass(frozen=True)
class Progress:
    """How far a pack is.

    Attributes
    ----------
    done, total
        Files.
    title
        Of the briefing that a file was made for last; "" at the beginning.
    """

    done: int
    total: int
    title: str = ""


def make_files(basis: Basis, view: BriefingView, formats: Sequence[PackFormat]) -> tuple[Exported, ...]:
    """Files of a briefing, in the order asked for, named with the code that is printed on their pages.

    Raises
    ------
    ExportError
        When one of them does not pass its check.
    """
    made: Mapping[PackFormat, Callable[[], bytes]] = {
        "pdf": lambda: pdf.make(view),
        "pptx": lambda: pptx.make(view),
        "docx": lambda: docx.make(view),
        "xlsx": lambda: xlsx.make(view),
        "html": lambda: html.make(basis, view),
    }
    return tuple(_exported(view, name, made[name]()) for name in formats)


def _exported(view: BriefingView, format: PackFormat, data: bytes) -> Exported:
    return Exported(
        data=data,
        name=file_name(f"{view.title}_{view.period_text}_{view.code}", format),
        media_type=MEDIA_TYPES[format],
        code=view.code,
        width_px=0,
        height_px=0,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def make_task(request: BriefingRequest, formats: tuple[PackFormat, ...]) -> Made:
    """What a worker does: files of one briefing on the request's own release."""
    basis, view = view_of(request)
    files = make_files(basis, view, formats)
    thumbnail = b""
    if "pdf" in formats or len(formats) == 1:
        width, height = _THUMBNAIL
        scene = map_scene(view, *pdf.MAP_MM)
        # Of the standing map the middle, as wide as the history shows pictures.
        shown = round(height * pdf.MAP_MM[0] / pdf.MAP_MM[1])
        thumbnail = picture_of(svg_of(scene), min(shown, width), height)
    return Made(request, view.title, files, view.code, canonical(view.sheet.request), thumbnail)


def pages_task(request: BriefingRequest, width_px: int) -> tuple[bytes, ...]:
    """What a worker does for a look at the pages: each as a PNG."""
    _, view = view_of(request)
    return pages(pdf.make(view), width_px)


def pack(
    workers: SheetWorkers,
    requests: Sequence[BriefingRequest],
    formats: Sequence[PackFormat] = PACK_FORMATS,
    *,
    progress: Callable[[Progress], None] = lambda state: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Generator[Made, None, None]:
    """Make the files of briefings, two tasks at a time; each part as it is done.

    Parameters
    ----------
    progress
        Called at the beginning and after every part.
    is_cancelled
        Asked between parts; once it says so no new one is begun.

    Raises
    ------
    OneMapError
        The first that a part raised; parts that are under way are waited for.
    """
    wanted = tuple(name for name in PACK_FORMATS if name in formats)
    tasks = [(request, part) for request in requests for part in _parts(wanted, len(requests))]
    total, done = len(requests) * len(wanted), 0
    progress(Progress(0, total))
    with ThreadPoolExecutor(COUNT, thread_name_prefix="pack") as threads:
        left = iter(tasks)
        running: set[Future[Made]] = set()

        def begin() -> None:
            task = None if is_cancelled() else next(left, None)
            if task is not None:
                running.add(threads.submit(_in_worker, workers, *task))

        for _ in range(COUNT):
            begin()
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                made = future.result()
                begin()
                done += len(made.files)
                progress(Progress(done, total, made.title))
                yield made


def _in_worker(workers: SheetWorkers, request: BriefingRequest, formats: tuple[PackFormat, ...]) -> Made:
    return workers.run(make_task, request, formats, seconds=_SECONDS)


def _parts(wanted: tuple[PackFormat, ...], n_requests: int) -> tuple[tuple[PackFormat, ...], ...]:
    """One briefing is shared between the workers; of many, each is made by one: its figures are counted once."""
    if n_requests > 1:
        return (wanted,)
    halves = (tuple(name for name in half if name in wanted) for half in _HALVES)
    return tuple(half for half in halves if half)


def remember(settings: Settings, made: Made, by: str) -> None:
    """Tell the history of files that were handed out, and keep what the code on their map stands for.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    keep_code(settings, made.sheet_code, made.sheet)
    if made.thumbnail:
        keep_thumbnail(settings, made.request.code, made.thumbnail)
    for file in made.files:
        record_export(
            settings,
            ExportEntry(
                code=made.request.code,
                kind="briefing",
                format=file.name.rpartition(".")[2],
                name=file.name,
                title=made.title,
                release_id=made.request.release_id,
                sha256=file.sha256,
                size_bytes=len(file.data),
                by=by,
            ),
        )


def archive(files: Sequence[Exported]) -> bytes:
    """The files in one zip; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for file in sorted(files, key=lambda file: file.name):
            entry = zipfile.ZipInfo(file.name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, file.data)
    return out.getvalue()
