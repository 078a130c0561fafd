"""A look at a file: everything that will be used is told with how it was found, and next month nobody is asked again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cli import main
from data.contracts import Contract, load_contracts
from data.gate.mappings import FILE, forget, save_mapping, saved
from data.place import Places
from data.publish.delivery import CheckReport, check
from data.region import load_region
from data.region_units import build_units
from data.settings import Settings
from data.staging.content import Vocabulary
from data.staging.inspect import Inspection, inspect
from data.staging.options import Incoming, ReadOptions
from data.staging.receive import ReceivedFile, of_folder, receive
from data.staging.saved import NO_MAPPINGS, Mappings
from geo.datum import wgs84_to_gcj02
from governance.errors import StateError
from tests.data.deliveries import (
    CONTRACTS,
    EVERY,
    Row,
    case,
    csv_text,
    table,
    write_csv,
    write_geojson,
    write_xlsx,
)
from tests.tiny_region import cell_centre, cell_letters

ALL = load_contracts()
LETTERS = list(Counter(cell_letters().values()).items())
NOW = datetime(2026, 11, 24, 8, 0)
# Words that no contract knows, in place of the required ones of 城管.
STRANGE = {"上报时间": "发现于", "案卷编号": "流水", "社区编码": "片区"}


@pytest.fixture(scope="module")
def places(tiny_region: Path) -> Places:
    return Places.build(build_units(load_region(tiny_region)))


@pytest.fixture(scope="module")
def words(tiny_region: Path, places: Places) -> Vocabulary:
    return Vocabulary.of_region(tiny_region, places)


def look(
    path: Path, mappings: Mappings = NO_MAPPINGS, name: str | None = None, **settled: object
) -> Inspection:
    options = ReadOptions(**settled)  # type: ignore[arg-type]
    return inspect(Incoming(path, name or path.name, NOW, options=options), ALL, mappings)


def taken(path: Path, mappings: Mappings, options: ReadOptions | None = None) -> ReceivedFile:
    file = Incoming(path, path.name, NOW, options=options or ReadOptions())
    (received,) = receive([file], ALL, mappings=mappings)
    return received


def strange_csv(folder: Path, n: int = 30, more: str = "") -> Path:
    """A file of 城管 under headers of its own."""
    rows: list[Row] = [case(number=i, received_at=f"2026-03-05 08:{i:02d}:00") for i in range(n)]
    head, *body = csv_text(rows).splitlines()
    for theirs, own in STRANGE.items():
        head = head.replace(theirs, own)
    lines = [head + ("," + more if more else ""), *(line + (",x" if more else "") for line in body)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "城管三月.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    return folder / "城管三月.csv"


def test_everything_that_will_be_used_is_told_with_how_it_was_found(tmp_path: Path) -> None:
    found = look(write_csv(tmp_path, [case(number=i) for i in range(5)]))
    options = found.options
    assert (options.department, options.dataset) == ("chengguan", "incident")
    assert (options.encoding, options.delimiter, options.header_row, options.datum) == (
        "gb18030",
        ",",
        1,
        "WGS84",
    )
    assert {name: how.how for name, how in found.found.items()} == {
        "department": "name", "dataset": "name", "encoding": "content", "delimiter": "content", "header_row": "header",
        "datum": "contract",
    }  # fmt: skip
    assert options.columns == {c.name: c.header for c in CONTRACTS["chengguan"].columns}
    assert all(column.how == "name" and column.confidence == 1 for column in found.columns if column.samples)
    assert found.is_ready and not found.missing and len(found.sample) == 5
    assert found.encodings and found.delimiters and found.contracts[0] == ("chengguan", "incident")


def test_settling_all_that_was_found_changes_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path, [case(number=i) for i in range(5)])
    options = look(path).options
    again = inspect(Incoming(path, path.name, NOW, options=options), ALL)
    assert again.options == options and again.is_ready
    free, settled = taken(path, NO_MAPPINGS), taken(path, NO_MAPPINGS, options)
    assert free.sheets[0].columns == settled.sheets[0].columns and free.datum == settled.datum


def test_a_sheet_below_titles_and_beside_instructions_is_shown_as_it_will_be_read(tmp_path: Path) -> None:
    body = table(CONTRACTS["gongan"], [case("gongan", i) for i in range(3)])
    path = write_xlsx(
        tmp_path, "公安.xlsx", {"说明": [["请按时填报"]], "表": [["曲靖市公安局"], ["单位：件"], *body]}
    )
    found = look(path)
    assert [(s.name, s.header_row, s.is_used) for s in found.sheets] == [
        ("说明", None, False),
        ("表", 3, True),
    ]
    assert found.options.header_row == 3 and found.options.sheets == ("表",)
    assert found.sample_numbers == (4, 5, 6) and found.sample[0][0] == "A0000"


def test_the_values_of_people_are_not_shown(tmp_path: Path) -> None:
    contract = EVERY["dangjian", "whistle"]
    header = [column.header for column in contract.columns]
    row = [
        "请拨打 13888888888 联系" if c.name == "title" else "张三" if c.name == "contact" else "x"
        for c in contract.columns
    ]
    path = write_xlsx(tmp_path, "哨单.xlsx", {"表": [header, row]})
    found = look(path)
    shown = "".join(cell for line in found.sample for cell in line) + str([c.samples for c in found.columns])
    assert "张三" not in shown and "13888888888" not in shown and "〔电话已隐去〕" in shown
    (contact,) = [column for column in found.columns if column.name == "contact"]
    assert contact.is_personal and contact.samples == ()


def test_strange_columns_are_proposed_and_used_only_once_confirmed(
    tmp_path: Path, places: Places, words: Vocabulary
) -> None:
    path = strange_csv(tmp_path)
    file = Incoming(path, path.name, NOW)
    found = inspect(file, ALL, NO_MAPPINGS, places, vocabulary=words)
    proposed = {c.proposal: c.header for c in found.columns if c.proposal}
    assert proposed == {"case_no": "流水", "received_at": "发现于", "community_code": "片区"}
    assert not found.is_ready and {c.name for c in found.missing} == {"case_no", "received_at"}
    held = taken(path, NO_MAPPINGS)
    assert held.held_back and held.problems[0].rule == "missing_columns"
    assert "“发现于”像“上报时间”" in held.problems[0].message_zh, "the clerk is told what to confirm"
    confirmed = taken(path, NO_MAPPINGS, found.with_proposals())
    assert (
        not confirmed.held_back
        and confirmed.sheets[0].header[confirmed.sheets[0].columns["received_at"]] == "发现于"
    )


def test_what_was_saved_for_a_header_is_used_next_month_without_asking(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    path = strange_csv(tmp_path / "三月")
    found = look(path)
    save_mapping(tiny_settings, found.with_proposals(), found.header, by="王")
    known = saved(tiny_settings)
    for month, more in (("四月", ""), ("五月", "新增列")):
        later = strange_csv(tmp_path / month, n=20, more=more)
        seen = look(later, known)
        assert seen.is_ready and seen.saved and seen.found["department"].how == "saved"
        assert {c.name: c.how for c in seen.columns}["received_at"] == "saved"
        assert not taken(later, known).held_back


def test_a_saved_header_tells_whose_a_file_is_though_its_name_does_not(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    path = strange_csv(tmp_path)
    found = look(path)
    save_mapping(tiny_settings, found.with_proposals(), found.header)
    nameless = path.rename(tmp_path / "export.csv")
    assert taken(nameless, NO_MAPPINGS).held_back
    seen = look(nameless, saved(tiny_settings))
    assert (seen.options.department, seen.found["department"].how) == ("chengguan", "saved") and seen.is_ready


def test_a_datum_is_saved_only_where_it_differs_from_the_contract_s(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    path = write_csv(tmp_path, [case()])
    found = look(path)
    assert save_mapping(tiny_settings, found.options, found.header).datum is None
    assert save_mapping(tiny_settings, replace(found.options, datum="GCJ02"), found.header).datum == "GCJ02"
    seen = look(path, saved(tiny_settings))
    assert (seen.options.datum, seen.found["datum"].how) == ("GCJ02", "saved")
    assert taken(path, saved(tiny_settings)).datum == "GCJ02"


def test_saving_again_replaces_and_forgetting_removes(tmp_path: Path, tiny_settings: Settings) -> None:
    options = ReadOptions("chengguan", "incident", columns={"case_no": "甲"})
    save_mapping(tiny_settings, options, ["甲", "乙"])
    save_mapping(tiny_settings, replace(options, columns={"case_no": "乙"}), ["甲", "乙"])
    (entry,) = saved(tiny_settings).entries
    assert entry.columns == {"case_no": "乙"}
    assert (
        forget(tiny_settings, "chengguan", "incident", ["甲", "乙"]) and saved(tiny_settings) == NO_MAPPINGS
    )
    assert not forget(tiny_settings, "chengguan", "incident", ["甲", "乙"])


def test_mappings_saved_at_the_same_time_are_all_kept(tiny_settings: Settings) -> None:
    def save(number: int) -> None:
        options = ReadOptions("chengguan", "incident", columns={"case_no": f"甲{number}"})
        save_mapping(tiny_settings, options, [f"甲{number}"])

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved(tiny_settings).entries) == 8


@pytest.mark.parametrize("text", ["", "{}", '{"mappings": [{"department": "x"}]}', '{"mappings": 3}', "[1]"])
def test_a_damaged_store_is_told_not_overwritten(text: str, tiny_settings: Settings) -> None:
    tiny_settings.home.mkdir(parents=True)
    (tiny_settings.home / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(StateError):
        saved(tiny_settings)
    with pytest.raises(StateError):
        save_mapping(tiny_settings, ReadOptions("chengguan", "incident"), ["甲"])
    assert (tiny_settings.home / FILE).read_text(encoding="utf-8") == text


def test_a_mapping_of_nobody_is_refused(tiny_settings: Settings) -> None:
    with pytest.raises(StateError):
        save_mapping(tiny_settings, ReadOptions(), ["甲"])


def test_a_file_that_nobody_knows_is_guessed_by_its_content_and_still_held_back(
    tmp_path: Path, places: Places, words: Vocabulary
) -> None:
    rows = [case("sifa", i, received_at=f"2026-03-05 08:{i:02d}:00") for i in range(30)]
    _, *body = table(CONTRACTS["sifa"], rows)
    lines = [",".join(f"F{i}" for i in range(len(body[0]))), *(",".join(line) for line in body)]
    (tmp_path / "x.csv").write_text("\n".join(lines), encoding="utf-8")
    file = Incoming(tmp_path / "x.csv", "x.csv", NOW)
    found = inspect(file, ALL, NO_MAPPINGS, places, vocabulary=words)
    assert [p.rule for p in found.problems] == ["unknown_department"] and not found.is_ready
    assert len(found.header) == len(body[0]) and len(found.sample) == 30, "it is shown all the same"
    settled = inspect(
        replace(file, options=ReadOptions("sifa", "incident")), ALL, NO_MAPPINGS, places, vocabulary=words
    )
    assert {"case_no", "received_at", "community_code"} <= {c.proposal for c in settled.columns}


def test_a_settled_department_beats_the_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path, [case("sifa")], "城管.csv", department="sifa")
    assert [p.rule for p in look(path).problems] == ["foreign_columns"]
    found = look(path, department="sifa", dataset="incident")
    assert found.is_ready and found.found["department"].how == "declared"


def test_a_settled_header_row_or_department_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = write_csv(tmp_path, [case()])
    assert [p.rule for p in look(path, header_row=7).problems] == ["settled_missing"]
    assert [p.rule for p in look(path, department="海关").problems] == ["unknown_department"]
    assert [p.rule for p in look(path, columns={"case_no": "没有"}).problems] == ["settled_missing"]


def test_columns_under_exchanged_headers_are_told(tmp_path: Path, places: Places, words: Vocabulary) -> None:
    swapped = [case(number=i, lon=case()["lat"], lat=case()["lon"]) for i in range(30)]
    path = write_csv(tmp_path, swapped)
    found = inspect(Incoming(path, path.name, NOW), ALL, NO_MAPPINGS, places, vocabulary=words)
    doubtful = {c.name for c in found.columns if c.name and c.samples and c.confidence < 0.5}
    assert doubtful == {"lon", "lat"}, "the values contradict their headers"


def test_points_of_a_vector_file_are_no_columns_of_it(tmp_path: Path) -> None:
    found = look(write_geojson(tmp_path, [case("shijian", i) for i in range(3)]))
    assert found.is_ready and found.options.header_row is None
    assert not any(label.startswith("__") for label in found.header)
    assert "lon" not in found.options.columns


def spread(rows: int, datum: str = "WGS84") -> list[Row]:
    """Cases all over the region, in a datum."""
    rng = np.random.default_rng(5)
    result: list[Row] = []
    for number in range(rows):
        letter, grids = LETTERS[number % len(LETTERS)]
        centre = cell_centre(letter, int(rng.integers(grids)))
        lon, lat = (axis + rng.uniform(-0.0049, 0.0049) for axis in centre)
        if datum == "GCJ02":
            (lon,), (lat,) = wgs84_to_gcj02([lon], [lat])
        result.append({**case(number=number, letter=letter), "lon": f"{lon:.7f}", "lat": f"{lat:.7f}"})
    return result


def test_the_points_tell_what_would_become_of_the_file(tmp_path: Path, places: Places) -> None:
    path = write_csv(tmp_path, spread(400, "GCJ02"))
    found = inspect(Incoming(path, path.name, NOW), ALL, NO_MAPPINGS, places)
    assert found.datum is not None and found.datum.datum == "GCJ02" and found.datum.confidence > 0.99
    assert [p.rule for p in found.problems] == ["datum_mismatch"] and found.found["datum"].confidence < 0.5
    settled = inspect(
        Incoming(path, path.name, NOW, options=ReadOptions(datum="GCJ02")), ALL, NO_MAPPINGS, places
    )
    assert settled.is_ready and settled.found["datum"].how == "declared"


def undeclared(monkeypatch: pytest.MonkeyPatch) -> None:
    """城管's contract as if nobody knew its datum."""
    contracts: Sequence[Contract] = [
        replace(c, datum="?") if c.key == ("chengguan", "incident") else c for c in load_contracts()
    ]
    monkeypatch.setattr("data.publish.delivery.load_contracts", lambda: contracts)


def checked(settings: Settings, folder: Path) -> CheckReport:
    return check(settings, folder, received_at=datetime(2026, 4, 1))


def test_a_datum_that_nobody_declared_is_found_and_used_in_a_whole_check(
    tmp_path: Path, tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    undeclared(monkeypatch)
    write_csv(tmp_path / "in", spread(400, "GCJ02"))
    report = checked(tiny_settings, tmp_path / "in")
    rules = set(report.problems["rule"])
    assert "datum_found" in rules and not report.any_held_back
    assert "point_disagrees" not in rules, "converted, every point lies where its row says"


def test_a_file_of_unknown_datum_with_few_points_is_held_back_until_it_is_settled(
    tmp_path: Path, tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    undeclared(monkeypatch)
    path = write_csv(tmp_path / "in", spread(50))
    report = checked(tiny_settings, tmp_path / "in")
    assert report.any_held_back and list(report.problems["rule"]) == ["datum_unknown"]
    found = look(path)
    save_mapping(tiny_settings, replace(found.options, datum="CGCS2000"), found.header)
    assert not checked(tiny_settings, tmp_path / "in").any_held_back


@settings(max_examples=40)
@given(
    data=st.binary(max_size=400),
    suffix=st.sampled_from([".csv", ".xlsx", ".geojson", ".zip", ".gpkg", ".parquet", ".x"]),
)
def test_no_bytes_make_a_look_fail(
    data: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("noise") / f"城管{suffix}"
    path.write_bytes(data)
    found = look(path)
    assert found.is_ready or found.problems


@settings(max_examples=40)
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(["案卷编号", "上报时间", "2026-03-05 08:00", "103.81", "", "合计", "一段文字"]),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_no_table_makes_a_look_fail_and_its_options_read_as_it_does(
    cells: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("tables") / "城管.csv"
    path.write_text("\n".join(",".join(row) for row in cells), encoding="utf-8")
    found = look(path)
    assert len(found.columns) == len(found.header)
    assert all(len(row) == len(found.header) for row in found.sample)
    assert found.is_ready == (not taken(path, NO_MAPPINGS).held_back)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    assert [p.rule for p in look(tmp_path / "城管.csv").problems] == ["unreadable"]


def test_of_a_folder_nothing_is_settled(tmp_path: Path) -> None:
    write_csv(tmp_path, [case()])
    (file,) = of_folder(tmp_path)
    assert file.options == ReadOptions()


def test_the_command_line_recognises_remembers_lists_and_forgets(
    tmp_path: Path,
    tiny_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ONEMAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ONEMAP_REGION", str(tiny_settings.region_dir))
    path = strange_csv(tmp_path / "in")
    assert main(["recognise", str(path)]) == 1
    assert "? 发现于 → received_at" in capsys.readouterr().out
    assert main(["recognise", str(tmp_path / "in"), "--remember", "--by", "王"]) == 0
    assert main(["recognise", str(path)]) == 0
    assert "发现于 → received_at (saved, 100%)" in capsys.readouterr().out
    assert main(["mappings"]) == 0
    assert "1. chengguan incident" in (listed := capsys.readouterr().out) and "王" in listed
    assert main(["mappings", "--forget", "2"]) == 1
    assert main(["mappings", "--forget", "1"]) == 0 and saved(tiny_settings) == NO_MAPPINGS


def test_exchanged_axes_are_mended_with_one_click(tmp_path: Path, places: Places) -> None:
    rows: list[Row] = [{**row, "lon": row["lat"], "lat": row["lon"]} for row in spread(400)]
    file = Incoming(write_csv(tmp_path, rows), "城管案卷.csv", NOW)
    found = inspect(file, ALL, NO_MAPPINGS, places)
    assert found.are_axes_exchanged and [p.rule for p in found.problems] == ["axes_exchanged"]
    mended = inspect(replace(file, options=found.with_axes_exchanged()), ALL, NO_MAPPINGS, places)
    assert mended.is_ready and not mended.are_axes_exchanged and not mended.problems
