"""What the gate shows follows from the delivery, its job and the candidate; a result accounts for every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.gate.deliveries import add_file, delivery, open_delivery, set_options, update
from data.gate.mappings import save_mapping
from data.publish.candidate import candidate, prepare, publish_candidate
from data.release import rollback
from data.settings import Settings
from data.staging.options import ReadOptions
from governance.errors import StateError
from tests.data.deliveries import CONTRACTS, case
from tests.views.gate_home import (
    FIRST,
    SECOND,
    content,
    deliver,
    first_and_second,
    waiting,
    waiting_template,
)
from views.gate.cards import file_cards, settle, with_column, with_option
from views.gate.outcome import PAGE_OF_PROBLEMS, outcome, problem_page
from views.gate.state import gate_state, known_deliveries
from views.names import Lang

__all__ = ["waiting", "waiting_template"]


def test_an_open_delivery_shows_its_files_and_then_what_they_are(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    empty = open_delivery(tiny_settings, by="")
    assert gate_state(tiny_settings, empty.delivery_id).step == "files"
    assert gate_state(tiny_settings, empty.delivery_id, "reading").step == "files", "nothing to recognise yet"
    own = deliver(tiny_settings, tmp_path, FIRST)
    assert gate_state(tiny_settings, own.delivery_id).step == "files"
    assert gate_state(tiny_settings, own.delivery_id, "reading").step == "reading"
    assert gate_state(tiny_settings, own.delivery_id, "done").step == "files", "the address cannot jump ahead"
    with pytest.raises(StateError):
        gate_state(tiny_settings, "Dnowhere")


def test_a_checked_delivery_waits_and_is_open_again_once_it_is_changed(
    waiting: Settings,
) -> None:
    _, own = first_and_second(waiting)
    state = gate_state(waiting, own.delivery_id)
    assert (state.step, state.base_moved) == ("result", False)
    assert state.candidate is not None and state.candidate.new_ids == (own.delivery_id,)
    assert gate_state(waiting, own.delivery_id, "reading").step == "reading", "one may still go back"
    update(waiting, own.delivery_id, mode="replace")
    changed = gate_state(waiting, own.delivery_id)
    assert (changed.step, changed.candidate) == ("files", None)


def test_a_published_delivery_is_done_and_told_when_it_was_taken_back(waiting: Settings) -> None:
    first, own = first_and_second(waiting)
    made = candidate(waiting)
    assert made is not None and made.base_release_id is not None
    publish_candidate(waiting, made.candidate_id, by="李四", why="更正")
    assert gate_state(waiting, own.delivery_id).step == "done"
    assert not gate_state(waiting, own.delivery_id).may_change
    rollback(waiting, made.base_release_id, by="李四", why="错了")
    assert gate_state(waiting, own.delivery_id).delivery.state == "withdrawn"
    assert [d.delivery_id for d in known_deliveries(waiting)] == [own.delivery_id, first.delivery_id]


def test_a_candidate_on_another_base_has_to_be_made_again(waiting: Settings, tmp_path: Path) -> None:
    _, own = first_and_second(waiting)
    before = candidate(waiting)
    assert before is not None and before.base_release_id is not None
    publish_candidate(waiting, before.candidate_id, by="李四", why="更正")
    other = deliver(waiting, tmp_path, [case(number=9)], name="城管案卷_九.csv")
    prepare(waiting, [other.delivery_id], by="王五")
    assert not gate_state(waiting, other.delivery_id).base_moved
    rollback(waiting, before.base_release_id, by="王五", why="退回")
    assert gate_state(waiting, other.delivery_id).base_moved
    assert gate_state(waiting, own.delivery_id).step == "done"


def test_a_file_is_recognised_and_what_is_not_is_told(tiny_settings: Settings, tmp_path: Path) -> None:
    good = deliver(tiny_settings, tmp_path, FIRST)
    (card,) = file_cards(tiny_settings, good)
    assert card.contract is not None and card.contract.key == ("chengguan", "incident")
    assert (card.state, card.doubts) == ("ready", ())
    assert card.found.options.encoding is not None
    bad = open_delivery(tiny_settings, by="张三")
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 4)
    add_file(tiny_settings, bad.delivery_id, "噪声.xlsx", tmp_path / "noise")
    (stopped,) = file_cards(tiny_settings, delivery(tiny_settings, bad.delivery_id))
    assert stopped.state == "stop" and stopped.found.problems


def test_a_column_is_given_to_another_and_taken_away(tiny_settings: Settings, tmp_path: Path) -> None:
    own = deliver(tiny_settings, tmp_path, FIRST)
    (card,) = file_cards(tiny_settings, own)
    by_name = {column.name: column for column in card.found.columns if column.name}
    title, address = by_name["title"], by_name["address"]
    swapped = with_column(card, title.place, "address")
    assert swapped.columns["address"] == title.header
    set_options(tiny_settings, own.delivery_id, card.file.name, swapped)
    (after,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    read = {column.name: column.header for column in after.found.columns if column.name}
    assert read["address"] == title.header and "title" not in read
    away = with_column(after, after.found.columns[title.place].place, None)
    set_options(tiny_settings, own.delivery_id, card.file.name, away)
    (none,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    assert title.header not in {c.header for c in none.found.columns if c.name}
    assert address.header in {c.header for c in none.found.columns}


def test_another_contract_forgets_the_columns_of_the_one_before() -> None:
    options = ReadOptions("chengguan", "incident", encoding="gb18030", columns={"title": "问题描述"})
    other = with_option(options, "contract", ("gongan", "incident"))
    assert (other.department, dict(other.columns), other.encoding) == ("gongan", {}, "gb18030")
    same = with_option(options, "contract", ("chengguan", "incident"))
    assert dict(same.columns) == {"title": "问题描述"}
    assert with_option(options, "encoding", None).encoding is None


def test_a_remembered_mapping_reads_the_next_file_of_that_shape(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    header = CONTRACTS["chengguan"].columns[3].header
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "file").write_bytes(
        b"".join([*[_renamed(FIRST, header, "zzz")]]),
    )
    own = open_delivery(tiny_settings, by="张三")
    add_file(tiny_settings, own.delivery_id, "城管案卷.csv", odd / "file")
    (card,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    place = next(column.place for column in card.found.columns if column.header == "zzz")
    assert card.found.columns[place].name is None
    settled = with_column(card, place, CONTRACTS["chengguan"].columns[3].name)
    set_options(tiny_settings, own.delivery_id, card.file.name, settled)
    (given,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    save_mapping(tiny_settings, given.found.options, given.found.header)
    set_options(tiny_settings, own.delivery_id, card.file.name, ReadOptions())
    (again,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    assert again.found.saved
    assert again.found.columns[place].name == CONTRACTS["chengguan"].columns[3].name


def _renamed(rows: list[dict[str, str | None]], header: str, other: str) -> bytes:
    return content(rows).decode("gb18030").replace(header, other, 1).encode("gb18030")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_is_accepted_or_held_back_and_every_reason_is_told(waiting: Settings, lang: Lang) -> None:
    _, own = first_and_second(waiting)
    found = outcome(waiting, own, lang)
    assert found is not None and found.agrees
    assert (found.rows_in, found.accepted, found.rejected) == (len(SECOND), len(SECOND) - 1, 1)
    assert found.held_back_files == 0
    assert any(rule.rule == "required_missing" and rule.level == "error" for rule in found.rules)
    assert all(rule.words and rule.owner in ("department", "data_centre") for rule in found.rules)
    (file,) = found.files
    page = problem_page(waiting, own, lang, file_id=file.file_id, rule="required_missing")
    assert page.total == 1 and page.rows[0].row == 5 and page.rows[0].remedy
    assert problem_page(waiting, own, "zh", page=99).page == 0, "beyond the last page is the last page"
    assert len(page.rows) <= PAGE_OF_PROBLEMS


def test_before_the_first_check_there_is_no_result(tiny_settings: Settings, tmp_path: Path) -> None:
    assert outcome(tiny_settings, deliver(tiny_settings, tmp_path, FIRST), "zh") is None


def test_proposals_are_used_only_once_they_are_confirmed(tiny_settings: Settings, tmp_path: Path) -> None:
    header = next(c.header for c in CONTRACTS["chengguan"].columns if c.name == "case_no")
    own = open_delivery(tiny_settings, by="张三")
    rows = [case(number=number) for number in range(1, 40)]
    (tmp_path / "file").write_bytes(_renamed(rows, header, "流水"))
    add_file(tiny_settings, own.delivery_id, "城管案卷.csv", tmp_path / "file")
    (card,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    assert card.state == "settle" and "missing" in card.doubts
    assert [column.proposal for column in card.proposals] == ["case_no"]
    set_options(tiny_settings, own.delivery_id, card.file.name, settle(card))
    (after,) = file_cards(tiny_settings, delivery(tiny_settings, own.delivery_id))
    assert after.state == "ready" and after.file.options.encoding is None, "the rest is still found out"
