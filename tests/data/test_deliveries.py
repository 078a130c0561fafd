"""Deliveries: files come in whole, can be changed until a release rests on them, and say where they stand."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from data.gate.deliveries import (
    add_file,
    copy_delivery,
    deliveries,
    delivery,
    discard,
    file_path,
    incoming,
    open_delivery,
    remove_file,
    set_options,
    update,
)
from data.gate.mappings import save_mapping
from data.publish.candidate import candidate, discard_candidate, plan_of, prepare, publish_candidate
from data.release import releases, rollback
from data.settings import Settings
from data.staging.options import ReadOptions
from governance.errors import ContractError, ReleaseError, StateError
from tests.data.deliveries import case, csv_text
from tests.data.release_tables import rows_of
from tests.data.sent import cases_csv, publish_more, publish_these, send


def test_a_delivery_keeps_what_came_and_who_brought_it(tmp_path: Path, tiny_settings: Settings) -> None:
    opened = open_delivery(tiny_settings, by="王敏 ", note="三月份", mode="replace")
    path = cases_csv(tmp_path, "1", [case()])
    added = add_file(tiny_settings, opened.delivery_id, "子目录\\..\\城管1.csv", path)
    assert added.name == "子目录/城管1.csv" and added.bytes == path.stat().st_size
    with path.open("rb") as stream:
        add_file(tiny_settings, opened.delivery_id, "upload.csv", io.BytesIO(stream.read()))
    found = delivery(tiny_settings, opened.delivery_id)
    assert (found.received_by, found.note, found.mode, found.state) == ("王敏", "三月份", "replace", "open")
    assert [file.name for file in found.files] == ["upload.csv", "子目录/城管1.csv"]
    assert all(file_path(tiny_settings, file).read_bytes() == path.read_bytes() for file in found.files)
    assert deliveries(tiny_settings) == (found,)


def test_what_was_settled_about_a_file_is_kept_with_it(tmp_path: Path, tiny_settings: Settings) -> None:
    one = send(tiny_settings, cases_csv(tmp_path, "1", [case()]))
    options = ReadOptions(department="chengguan", dataset="incident", columns={"title": "问题描述"})
    set_options(tiny_settings, one, "城管1.csv", options)
    update(tiny_settings, one, by="李强", note="改", mode="replace", is_demo=True)
    found = delivery(tiny_settings, one)
    assert found.files[0].options == options
    assert (found.received_by, found.note, found.mode, found.is_demo) == ("李强", "改", "replace", True)
    assert incoming(tiny_settings, [found])[0].options == options
    with pytest.raises(StateError, match="nothing"):
        set_options(tiny_settings, one, "nothing.csv", options)


def test_a_file_thrown_out_leaves_no_bytes_unless_others_sent_it_too(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    path = cases_csv(tmp_path, "1", [case()])
    first, second = send(tiny_settings, path), send(tiny_settings, path)
    (kept,) = (tiny_settings.home / "received").iterdir()
    remove_file(tiny_settings, first, "城管1.csv")
    assert kept.exists(), "the second delivery holds it"
    add_file(tiny_settings, first, "other.csv", io.BytesIO(b"other"))
    discard(tiny_settings, first)
    assert list((tiny_settings.home / "received").iterdir()) == [kept]
    with pytest.raises(StateError):
        delivery(tiny_settings, first)
    assert [one.delivery_id for one in deliveries(tiny_settings)] == [second]


@pytest.mark.parametrize("name", ["", "..", "/", "a" * 300, "\x00"])
def test_a_name_that_names_nothing_is_refused(name: str, tiny_settings: Settings) -> None:
    opened = open_delivery(tiny_settings, by="王敏")
    with pytest.raises(ContractError):
        add_file(tiny_settings, opened.delivery_id, name, io.BytesIO(b"x"))


def test_ids_out_of_addresses_name_deliveries_only(tiny_settings: Settings) -> None:
    for odd in ("../../etc", "D1/..", "", "D" * 100):
        with pytest.raises(StateError):
            delivery(tiny_settings, odd)


@pytest.mark.parametrize(
    ("name", "is_demo"),
    [
        ("城管_演示.csv", True),
        ("demo.csv", True),
        ("案卷-DEMO-1.csv", True),
        ("demolition.csv", False),
        ("城管.csv", False),
    ],
)
def test_demonstration_files_are_known_by_their_names(
    name: str, is_demo: bool, tiny_settings: Settings
) -> None:
    opened = open_delivery(tiny_settings, by="王敏")
    add_file(tiny_settings, opened.delivery_id, name, io.BytesIO(b"x"))
    assert delivery(tiny_settings, opened.delivery_id).is_demo is is_demo


def test_many_at_once_lose_no_file(tiny_settings: Settings) -> None:
    opened = open_delivery(tiny_settings, by="王敏")

    def bring(number: int) -> None:
        add_file(tiny_settings, opened.delivery_id, f"{number}.csv", io.BytesIO(str(number % 4).encode()))

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(delivery(tiny_settings, opened.delivery_id).files) == 12
    assert len({open_delivery(tiny_settings, by="x").delivery_id for _ in range(3)}) == 3


def test_a_delivery_goes_from_open_to_prepared_to_published_to_withdrawn(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    one = send(tiny_settings, cases_csv(tmp_path, "2", [case(number=2)]))

    def state() -> str:
        return delivery(tiny_settings, one).state

    assert state() == "open"
    made = prepare(tiny_settings, [one], by="王敏")
    assert state() == "prepared"
    publish_candidate(tiny_settings, made.candidate_id, by="李强", why="月报")
    assert state() == "published"
    with pytest.raises(StateError, match="Roll back"):
        update(tiny_settings, one, note="晚了")
    with pytest.raises(StateError):
        discard(tiny_settings, one)
    rollback(tiny_settings, releases(tiny_settings)[-1].release_id, by="李强", why="报错了")
    assert state() == "withdrawn"
    copied = copy_delivery(tiny_settings, one, by="王敏")
    assert copied.state == "open" and copied.files == delivery(tiny_settings, one).files
    set_options(tiny_settings, copied.delivery_id, "城管2.csv", ReadOptions(datum="GCJ02"))
    rollback(tiny_settings, made.candidate_id)
    assert state() == "published"


def test_after_a_roll_back_the_wrong_delivery_is_gone_for_good(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    good = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=1, title="错")]))
    rollback(tiny_settings, good.release_id, by="李强", why="报错了")
    release = publish_more(tiny_settings, cases_csv(tmp_path, "3", [case(number=3)]))
    with release._instance.cursor() as cursor:
        titles = cursor.execute("select case_no, title from incident order by case_no").fetchall()
    assert titles == [("A0001", "路边垃圾"), ("A0003", "路边垃圾")]
    newest = releases(tiny_settings)[0]
    assert newest.parent == good.release_id and len(newest.deliveries) == 2


def test_a_candidate_that_was_overtaken_or_changed_is_not_published(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    one = send(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    made = prepare(tiny_settings, [one], by="王敏")
    set_options(tiny_settings, one, "城管1.csv", ReadOptions(datum="BD09"))
    assert delivery(tiny_settings, one).state == "open", "what was prepared is another one"
    with pytest.raises(ReleaseError, match="changed since"):
        publish_candidate(tiny_settings, made.candidate_id, by="李强", why="")
    set_options(tiny_settings, one, "城管1.csv", ReadOptions())
    first = publish_these(tiny_settings, one)
    second = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2)]))
    late = prepare(
        tiny_settings, [send(tiny_settings, cases_csv(tmp_path, "3", [case(number=3)]))], by="王敏"
    )
    assert late.base_release_id == second.release_id
    rollback(tiny_settings, first.release_id)
    with pytest.raises(ReleaseError, match="Another release"):
        publish_candidate(tiny_settings, late.candidate_id, by="李强", why="")
    discard_candidate(tiny_settings)
    assert candidate(tiny_settings) is None
    with pytest.raises(ReleaseError, match="gone"):
        publish_candidate(tiny_settings, late.candidate_id, by="李强", why="")


def test_demonstration_and_real_data_never_mix(tmp_path: Path, tiny_settings: Settings) -> None:
    real = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    demo = send(tiny_settings, cases_csv(tmp_path, "演示", [case(number=2)]))
    plan = plan_of(tiny_settings, [demo])
    assert plan.starts_fresh and plan.compared_with == real.release_id and plan.base is None
    with pytest.raises(ReleaseError, match="do not mix"):
        plan_of(tiny_settings, [demo, send(tiny_settings, cases_csv(tmp_path, "3", [case(number=3)]))])
    made = prepare(tiny_settings, [demo], by="王敏")
    assert made.is_demo and made.starts_fresh and made.incidents == 1 and made.delivery_ids == (demo,)
    assert made.base_release_id == real.release_id


def test_nothing_to_prepare_is_told(tiny_settings: Settings) -> None:
    with pytest.raises(ReleaseError, match="No delivery"):
        prepare(tiny_settings, [], by="王敏")
    with pytest.raises(ContractError, match="Add files"):
        prepare(tiny_settings, [open_delivery(tiny_settings, by="王敏").delivery_id], by="王敏")
    with pytest.raises(StateError, match="D19990101"):
        prepare(tiny_settings, ["D19990101T000000Z"], by="王敏")
    events = [json.loads(line)["event"] for line in (tiny_settings.home / "journal.jsonl").open()]
    assert events.count("prepare_failed") == 3


def test_a_published_file_is_read_the_same_way_ever_after(tmp_path: Path, tiny_settings: Settings) -> None:
    other = "状况说明"
    text = csv_text([case(number=1, title="原话")]).replace("问题描述", other)
    assert other in text
    path = tmp_path / "城管1.csv"
    path.write_bytes(text.encode("gb18030"))
    header = text.splitlines()[0].split(",")
    options = ReadOptions(department="chengguan", dataset="incident", columns={"title": other})
    save_mapping(tiny_settings, options, header, by="王敏")
    publish_more(tiny_settings, path)
    save_mapping(tiny_settings, replace(options, columns={"title": ""}), header, by="李强")
    release = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2)]))
    assert rows_of(release, "incident")[0]["title"] == "原话", "what is settled later is for files to come"
