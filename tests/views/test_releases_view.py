"""The list of releases says who, why and what came in; two of them are told apart to the row and by unit."""

from __future__ import annotations

import pytest

from data.publish.candidate import candidate, open_candidate, publish_candidate
from data.settings import Settings
from tests.views.gate_home import first_and_second, waiting, waiting_template
from views.basis import basis_of, basis_on, current_basis
from views.names import Lang
from views.releases.difference import dataset_changes, figure_changes
from views.releases.list import earlier, first_release_of, listed_releases, moment_of
from views.releases.rows import change_page

__all__ = ["waiting", "waiting_template"]


def test_a_candidate_is_told_apart_from_the_current_release(waiting: Settings) -> None:
    made = candidate(waiting)
    assert made is not None and made.base_release_id is not None
    old, new = current_basis(waiting), basis_on(open_candidate(waiting, made.candidate_id))
    (cases,) = dataset_changes(waiting, made.base_release_id, made.candidate_id)
    assert (cases.dataset, cases.added, cases.changed, cases.gone) == ("incident", 1, 1, 0)
    page = change_page(
        waiting, made.base_release_id, new, made.candidate_id, "zh",
        dataset="incident", change="changed", total=1, page=0,
    )  # fmt: skip
    (row,) = page.rows
    assert row.key.endswith("A0002") and row.file == "城管案卷_更正.csv" and row.row == 3
    assert [(c.name, c.old, c.new) for c in row.columns] == [("评价", "5", "2")]
    added = change_page(
        waiting, made.base_release_id, new, made.candidate_id, "en",
        dataset="incident", change="added", total=1, page=7,
    )  # fmt: skip
    assert added.page == 0 and all(column.old == "" for column in added.rows[0].columns)
    assert "2026-03-05 08:30" in {column.new for column in added.rows[0].columns}, "times are local"
    for membership in ("zone", "county"):
        found = figure_changes(old, new, "zh", membership=membership, span="all")
        at = [figure.id for figure in found.figures].index("received")
        assert (found.units[0].cells[at].old, found.units[0].cells[at].new) == (3, 4)
        assert found.units[0].is_changed and 0 < found.changed_units < len(found.units)


def test_a_release_does_not_differ_from_itself(waiting: Settings) -> None:
    on = current_basis(waiting)
    release_id = on.provenance.release_id
    assert dataset_changes(waiting, release_id, release_id) == ()
    found = figure_changes(on, on, "en", membership="zone", span="quarter")
    assert found.figures == () and found.changed_units == 0 and found.same > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_tells_who_and_why_and_what_came_in(waiting: Settings, lang: Lang) -> None:
    first, second = first_and_second(waiting)
    made = candidate(waiting)
    assert made is not None
    publish_candidate(waiting, made.candidate_id, by="李四", why="更正")
    newest, oldest = listed_releases(waiting)
    assert newest.entry.is_current and (newest.entry.by, newest.entry.why) == ("李四", "更正")
    assert [d.delivery_id for d in newest.added] == [second.delivery_id]
    assert [d.delivery_id for d in oldest.added] == [first.delivery_id]
    assert (newest.n_deliveries, newest.rows_more, oldest.rows_more) == (2, 1, None)
    assert newest.published_at is not None and newest.data_from is not None
    assert earlier((newest, oldest), newest.release_id) is oldest
    assert earlier((newest, oldest), oldest.release_id) is None
    entry = first_release_of(waiting, second.delivery_id)
    assert entry is not None and entry.release_id == newest.release_id
    assert first_release_of(waiting, "Dnowhere") is None
    assert basis_of(newest.release_id, waiting).provenance.release_id == newest.release_id
    assert lang in ("zh", "en")


def test_a_moment_that_cannot_be_read_is_none() -> None:
    assert moment_of("20261124T152714Z") is not None
    assert moment_of("yesterday") is None
