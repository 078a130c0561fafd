"""Atlases: what they hold, the book and the archive, and that nothing half-made is left when one ends early."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, cast

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import Settings
from data.snapshots.store import codes, exports
from export.atlas import jobs, making, process
from export.atlas.making import AtlasProgress, CancelledError, make_atlas
from export.atlas.plan import (
    ORDERS,
    OUTPUTS,
    SETS,
    AtlasChoices,
    AtlasPlan,
    plan_of,
    plan_text,
    read_plan,
)
from export.atlas.themes import themes_of, usual_themes
from export.cli import main
from export.sheet.export import export_sheet
from export.sheet.metadata import read_back
from export.sheet.workers import SheetWorkers
from governance.errors import ExportError, StateError
from tests.conftest import Published
from tests.sheet_home import home_of_its_own
from views.basis import Basis, current_basis
from views.sheet.fresh import Fresh
from views.sheet.request import code_of

# The day that every sheet says it was made on.
FRESH = Fresh(as_of="2026-07-01")
SMALL = {"page": "A4", "picture": "480x320px"}


class Here:
    """Workers that draw in this process, one sheet at a time: PDFium knows no threads."""

    def __init__(self, _settings: object = None) -> None:
        self.closed = 0
        self._one = Lock()

    def run(self, function: Callable[..., Any], *arguments: object, seconds: float = 0.0) -> Any:
        with self._one:
            return function(*arguments)

    def preview(self, request: object, width_px: int) -> bytes:
        return b"small"

    def close(self) -> None:
        self.closed += 1


HERE = cast(SheetWorkers, Here())


@pytest.fixture
def home(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return home_of_its_own(published.settings, tmp_path, monkeypatch)


@pytest.fixture
def on(home: Settings) -> Basis:
    return current_basis(home)


def choices(on: Basis, **changes: Any) -> AtlasChoices:
    usual = {
        "units": ("990101", "990102"),
        "themes": ("cases_per_10k", "whistles"),
        "period": on.available,
        **SMALL,
    }
    return AtlasChoices(**{**usual, **changes})


def test_the_usual_themes_are_themes_and_every_indicator_is_one(on: Basis) -> None:
    known = themes_of(on)
    assert len(known) == len(set(known)) and len(usual_themes(on)) == 6
    assert set(usual_themes(on)) <= set(known) and set(on.definitions.indicators.map_ids) <= set(known)


@settings(max_examples=8)
@given(data=st.data())
def test_a_plan_holds_every_unit_and_theme_once_in_the_order_asked_for(
    published: Published, data: st.DataObject
) -> None:
    on = current_basis(published.settings)
    themes = data.draw(st.lists(st.sampled_from(themes_of(on)), min_size=1, max_size=3, unique=True))
    kinds = data.draw(st.lists(st.sampled_from(sorted(SETS)), min_size=1, max_size=2, unique=True))
    membership = data.draw(st.sampled_from(("zone", "county")))
    order = data.draw(st.sampled_from(ORDERS))
    asked = choices(on, units=tuple(kinds), themes=tuple(themes), membership=membership, order=order)
    try:
        plan = plan_of(on, asked, FRESH)
    except StateError:  # categories have no sheet of a street
        assert themes == ["category"] and not {"city", "category"} & set(kinds)
        return
    pairs = [(one.unit, one.kind, one.theme) for one in plan.sheets]
    assert len(pairs) == len(set(pairs))
    units = list(dict.fromkeys((unit, kind) for unit, kind, _ in pairs))
    wanted = [(*unit, theme) for unit in units for theme in themes if (*unit, theme) in set(pairs)]
    if order == "theme":
        wanted.sort(key=lambda pair: themes.index(pair[2]))
    assert pairs == wanted
    assert {kind for _, kind, _ in pairs} <= {SETS[kind][membership] for kind in kinds}
    for one in plan.sheets:
        assert dict(one.page.view)["u"] == one.unit and one.page == replace(one.picture, size="A4")
    assert read_plan(plan_text(plan)) == plan and read_plan(plan_text(plan)).code == plan.code


def test_the_code_of_an_atlas_changes_with_every_choice(on: Basis) -> None:
    usual = plan_of(on, choices(on), FRESH)
    assert plan_of(on, choices(on), FRESH).code == usual.code
    others = [
        {"units": ("990101",)}, {"themes": ("whistles", "cases_per_10k")}, {"order": "theme"}, {"outputs": ("book",)},
        {"page": "A3"}, {"picture": "1080p"}, {"title": "别的"}, {"lang": "en"}, {"style": "grey"},
        {"membership": "county"}, {"approval": "云S(2026)1号"},
    ]  # fmt: skip
    found = {plan_of(on, choices(on, **change), FRESH).code for change in others}
    assert len(found | {usual.code}) == len(others) + 1


@pytest.mark.parametrize(
    "change",
    [
        {"units": ("nowhere",)}, {"units": ()}, {"themes": ("moon",)}, {"themes": ()}, {"outputs": ()}, {"page": "1x1"},
        {"page": "100000x100000px"}, {"picture": "A0"}, {"title": "字" * 500}, {"is_public": True},
        {"themes": ("category",)},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_an_atlas_is_refused_with_a_way_out(on: Basis, change: dict[str, Any]) -> None:
    with pytest.raises((StateError, ExportError)) as stop:
        plan_of(on, choices(on, **change), FRESH)
    assert stop.value.title and stop.value.remedy


def test_too_large_an_atlas_is_refused(on: Basis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("export.atlas.plan.MOST_SHEETS", 3)
    with pytest.raises(StateError, match="2 × 2"):
        plan_of(on, choices(on), FRESH)


@pytest.fixture(scope="module")
def atlas(
    published: Published, tmp_path_factory: pytest.TempPathFactory
) -> tuple[AtlasPlan, Path, list[AtlasProgress]]:
    """One of two units and two themes, made once for all that only look."""
    folder, said = tmp_path_factory.mktemp("atlas"), list[AtlasProgress]()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in published.settings.to_env().items():
            patch.setenv(name, value)
        on = current_basis(published.settings)
        plan = plan_of(on, choices(on, title='=1+1 #set "图集" $x$ / 会议'), FRESH)
        files = make_atlas(HERE, plan, folder, progress=said.append)
    assert {file.kind for file in files} == {"book", "zip"}
    for file in files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
        assert file.path.stat().st_size == file.size_bytes
    return plan, folder, said


Made = tuple[AtlasPlan, Path, list[AtlasProgress]]


def test_nothing_but_the_book_and_the_archive_is_left(atlas: Made) -> None:
    plan, folder, said = atlas
    assert sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".zip"]
    assert all(plan.code in path.name for path in folder.iterdir())
    assert [state.done for state in said] == [0, 2, 4, 6, 8, 9, 10]
    assert {state.total for state in said} == {10}


def test_the_book_has_contents_that_lead_to_numbered_sheets(atlas: Made) -> None:
    plan, folder, _ = atlas
    (path,) = folder.glob("*.pdf")
    with pikepdf.open(path) as book:
        front = len(book.pages) - len(plan.sheets)
        assert front == 1
        links = [note for note in book.pages[0].Annots if note.Subtype == "/Link"]
        assert len(links) == len(plan.sheets)
        with book.open_outline() as outline:
            groups = [(str(item.title), [str(one.title) for one in item.children]) for item in outline.root]
        assert groups[1:] == [
            (unit, [one.theme_name for one in plan.sheets if one.unit_name == unit])
            for unit in dict.fromkeys(one.unit_name for one in plan.sheets)
        ]
        assert b"<pdfaid:part>2</pdfaid:part>" in book.Root.Metadata.read_bytes()
        assert "/OutputIntents" in book.Root
        assert plan.title in book.Root.Metadata.read_bytes().decode().replace("&quot;", '"')
    document = pypdfium2.PdfDocument(path)
    words = [page.get_textpage().get_text_range() for page in document]
    sizes = [page.get_size() for page in document]
    document.close()
    assert plan.title in words[0] and all(one.theme_name in words[0] for one in plan.sheets)
    for at, one in enumerate(plan.sheets, start=1):
        assert f"{at} / {len(plan.sheets)}" in words[at]
        code = code_of(one.page)
        assert f"{code[:5]} {code[5:]}" in words[at]
        assert sorted(round(side / 72 * 25.4) for side in sizes[at]) == [210, 297]


def test_a_number_never_lies_on_another_text(atlas: Made) -> None:
    plan, folder, _ = atlas
    (path,) = folder.glob("*.pdf")
    document = pypdfium2.PdfDocument(path)
    for at in range(1, len(plan.sheets) + 1):
        page = document[at].get_textpage()
        boxes = [
            (page.get_rect(i), page.get_text_bounded(*page.get_rect(i))) for i in range(page.count_rects())
        ]
        number = [box for box, text in boxes if f"/ {len(plan.sheets)}" in text]
        assert number
        for left, bottom, right, top in number:
            for (l2, b2, r2, t2), text in boxes:
                if text.strip() and f"{len(plan.sheets)}" not in text:
                    assert min(right, r2) - max(left, l2) < 0.5 or min(top, t2) - max(bottom, b2) < 0.5, text
    document.close()


def test_the_archive_holds_the_very_sheets_and_a_list_that_no_spreadsheet_runs(
    atlas: Made, published: Published
) -> None:
    plan, folder, _ = atlas
    on = current_basis(published.settings)
    (path,) = folder.glob("*.zip")
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        rows = list(csv.reader(io.StringIO(bundle.read(names[-1]).decode("utf-8-sig"))))
        files = {row[6]: (row[5], row[7]) for row in rows[1:]}
        assert set(names[:-1]) == set(files) and len(files) == 2 * len(plan.sheets)
        for name, (code, digest) in files.items():
            data = bundle.read(name)
            assert hashlib.sha256(data).hexdigest() == digest
            assert code_of(read_back(data)) == code
        assert not any(cell.startswith("=") for row in rows for cell in row)
        first = plan.sheets[0]
        again = export_sheet(on, first.page, "pdf")
        inside = next(name for name in names if name.endswith(again.name))
        assert bundle.read(inside) == again.data


def test_the_same_plan_gives_the_same_bytes(atlas: Made, on: Basis, tmp_path: Path) -> None:
    plan, folder, _ = atlas
    again = make_atlas(HERE, read_plan(plan_text(plan)), tmp_path / "again")
    assert {file.path.name: file.path.read_bytes() for file in again} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


@pytest.mark.parametrize("output", OUTPUTS)
def test_each_output_can_be_asked_for_alone(on: Basis, tmp_path: Path, output: str) -> None:
    plan = plan_of(on, choices(on, units=("990101",), themes=("hot",), outputs=(output,)), FRESH)
    (file,) = make_atlas(HERE, plan, tmp_path / "one")
    assert file.kind == ("book" if output == "book" else "zip")
    if output != "book":
        with zipfile.ZipFile(file.path) as bundle:
            endings = {name.rpartition(".")[2] for name in bundle.namelist()}
        assert endings == {output, "csv"}


def test_an_atlas_that_is_cancelled_leaves_nothing(on: Basis, tmp_path: Path) -> None:
    plan, said = plan_of(on, choices(on), FRESH), list[AtlasProgress]()
    with pytest.raises(CancelledError):
        make_atlas(HERE, plan, tmp_path / "out", progress=said.append, is_cancelled=lambda: len(said) > 1)
    assert said[-1].done < said[-1].total
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("step", ["sheet", "book", "archive"])
def test_whatever_fails_is_named_and_leaves_nothing(
    on: Basis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    trouble = ExportError("磁盘已满 The disk is full", "here", "腾出空间 make room")

    def fails(*_: object, **__: object) -> None:
        raise trouble

    name = {"sheet": "export_sheet", "book": "write_book", "archive": "write_bundle"}[step]
    monkeypatch.setattr(making, name, fails)
    plan = plan_of(on, choices(on), FRESH)
    with pytest.raises(ExportError) as stop:
        make_atlas(HERE, plan, tmp_path / "out")
    assert stop.value.title == trouble.title
    if step == "sheet":
        names = [f"{one.unit_name} · {one.theme_name}" for one in plan.sheets]
        assert any(name in stop.value.detail for name in names)
    assert [path.name for path in tmp_path.glob("out/*")] == []


def test_a_process_of_its_own_makes_it_tells_the_history_and_keeps_every_code(
    on: Basis, home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "start_process", lambda *_, **__: True)
    monkeypatch.setattr(jobs, "is_alive", lambda _: True)
    monkeypatch.setattr(process, "SheetWorkers", Here)
    monkeypatch.setattr("os.nice", lambda _: 0)
    plan = plan_of(on, choices(on), FRESH)
    begun = jobs.start(home, plan, by="王敏")
    assert begun.is_running and begun.n_sheets == 4
    with pytest.raises(ExportError, match="王敏"):
        jobs.start(home, plan, by="李强")
    assert process.main(str(home.home / jobs.FOLDER / begun.job_id)) == 0
    done = jobs.job(home, begun.job_id)
    assert done.state == "done" and done.done == done.total and jobs.jobs(home) == (done,)
    assert {kind for _, kind, _ in done.files} == {"book", "zip"}
    for _, kind, size in done.files:
        assert jobs.file_of(home, done.job_id, kind).stat().st_size == size
    assert {(entry.kind, entry.format, entry.by, entry.code) for entry in exports(home)} == {
        ("atlas", ending, "王敏", plan.code) for ending in ("pdf", "zip")
    }
    known = codes(home)
    assert all(code_of(one.page) in known and code_of(one.picture) in known for one in plan.sheets)
    for wrong in ("../jobs", "nothing", begun.job_id + "x"):
        with pytest.raises(StateError):
            jobs.file_of(home, wrong, "book")
    with pytest.raises(StateError):
        jobs.file_of(home, begun.job_id, "job.json")


def test_a_real_process_is_stopped_without_a_trace(on: Basis, home: Settings) -> None:
    begun = jobs.start(home, plan_of(on, choices(on, units=("district", "street")), FRESH), by="")
    ended = jobs.cancel(home, begun.job_id)
    assert ended.state == "cancelled"
    own = home.home / jobs.FOLDER / begun.job_id
    assert {path.name for path in own.iterdir()} <= {"plan.json", "job.json", "log.txt", "alive"}
    assert not exports(home) and not jobs.cancel(home, begun.job_id).is_running


def test_the_command_lists_themes_and_makes_what_is_asked_for(
    on: Basis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("export.commands.atlas.SheetWorkers", Here)
    assert main(["atlas", "--themes"]) == 0
    assert "cases_per_10k" in capsys.readouterr().out
    words = [
        "atlas",
        "--unit",
        "西县",
        "--theme",
        "on_time_rate",
        "--output",
        "book",
        "--size",
        "A4",
        "--by",
        "王敏",
    ]
    assert main([*words, "--period", "month", "--out", str(tmp_path / "out")]) == 0
    (path,) = (tmp_path / "out").iterdir()
    assert path.name in capsys.readouterr().out and path.suffix == ".pdf"
    assert main([*words, "--theme", "moon", "--out", str(tmp_path / "out")]) == 1
    assert "moon" in capsys.readouterr().err
    assert main(["atlas", "--unit", "东门社区"]) == 1
    assert "990101001001" in capsys.readouterr().err
