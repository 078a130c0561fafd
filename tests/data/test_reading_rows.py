"""Rows on their way into the database: counted as they come, told how many, and taken out again where need be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data.contracts import load_contracts
from data.problems import problem
from data.publish.delivery import connect
from data.publish.progress import CHECK_STAGES, Clock
from data.rules.registry import RULES
from data.staging.options import Incoming, ReadOptions
from data.staging.receive import ReceivedFile, receive
from data.staging.row_count import RowCount
from data.staging.stager import Stager
from tests.data.deliveries import CONTRACTS, case, csv_text, table, write_csv, write_xlsx

CAME = datetime(2026, 6, 30)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        yield opened


def incoming(path: Path) -> Incoming:
    return Incoming(path, path.name, CAME)


def stage(stager: Stager, *files: Incoming) -> list[ReceivedFile]:
    """Stage files and make the tables about them."""
    done = [stager.add(file) for file in receive(files, load_contracts())]
    stager.finish()
    return done


def rows_of(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int, str]]:
    return con.execute("select rid, source_row, case_no from staged_incident order by rid").fetchall()


def test_damage_far_down_holds_a_file_back_and_leaves_none_of_its_rows(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    good = write_csv(tmp_path, [case(number=1)], "城管一.csv")
    bad = tmp_path / "城管二.csv"
    lines = csv_text([case(number=n) for n in range(40_000)]).encode("gb18030")
    bad.write_bytes(lines + b"\xff\xff\xff\r\n")
    stager = Stager(con)
    first, second = stage(stager, incoming(good), incoming(bad))
    assert not first.held_back and second.held_back
    (fault,) = [p for p in second.problems if p.level == "error"]
    assert (fault.rule, fault.row) == ("wrong_encoding", 40_002)
    assert rows_of(con) == [(0, 2, "A0001")]
    assert con.execute("select held_back, rows_held_back from received order by file_id").fetchall() == [
        (False, None),
        (True, None),
    ]


def test_rows_of_a_file_that_a_rule_holds_back_are_still_told(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_csv(tmp_path, [case(number=n) for n in range(1, 8)])
    stager = Stager(con)
    (file,) = (stager.add(f) for f in receive([incoming(path)], load_contracts()))
    stager.hold_back(file.file_id, problem(RULES["datum_mismatch"], file.name))
    stager.finish()
    assert rows_of(con) == []
    assert con.execute("select rows_held_back from received").fetchall() == [(7,)]


def test_rows_of_a_file_without_its_columns_are_still_told(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = csv_text([case(number=n) for n in range(300)]).replace("案卷状态", "状况", 1)
    path = tmp_path / "城管.csv"
    path.write_bytes(text.encode("gb18030"))
    (file,) = stage(Stager(con), incoming(path))
    assert [p.rule for p in file.problems] == ["missing_columns"] and file.n_rows == 300
    assert con.execute("select rows_held_back from received").fetchall() == [(300,)]


def test_footers_met_on_the_way_are_problems_of_the_file(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "城管.csv"
    path.write_bytes((csv_text([case(number=n) for n in range(400)]) + "合 计,400\r\n").encode("gb18030"))
    (file,) = stage(Stager(con), incoming(path))
    assert [(p.rule, p.row) for p in file.problems] == [("footer_row", 402)]
    assert len(rows_of(con)) == 400


def test_a_file_of_nothing_but_footers_is_empty(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "城管.csv"
    path.write_bytes((csv_text([]) + "合计,0\r\n").encode("gb18030"))
    (file,) = stage(Stager(con), incoming(path))
    assert file.held_back and file.problems[-1].rule == "empty_file"


def test_a_value_too_many_lies_beyond_the_last_column(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "城管.csv"
    head, first, second = csv_text([case(number=1), case(number=2)]).splitlines()
    path.write_bytes("\r\n".join([head, first, second + ",多,了"]).encode("gb18030"))
    stage(Stager(con), incoming(path))
    found = con.execute("select extra_fields, rest from staged_incident order by rid").fetchall()
    assert found[0][0] == 0 and found[1] == (2, ["多", "了"])


def test_rows_are_told_as_they_are_read_and_the_total_before(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.staging.records._BLOCK", 1 << 20)
    # A file must be larger than what is read of it at once.
    for module in ("encoding", "delimited"):
        monkeypatch.setattr(f"data.staging.{module}.BLOCK", 1 << 20)
    write_csv(tmp_path, [case(number=n) for n in range(12_000)], "城管.csv")
    body = table(CONTRACTS["gongan"], [case("gongan", n) for n in range(3)])
    write_xlsx(tmp_path, "公安.xlsx", {"表": body})
    files = [incoming(tmp_path / "城管.csv"), incoming(tmp_path / "公安.xlsx")]
    told: list[tuple[int, int | None]] = []
    shares: list[float] = []
    clock = Clock(
        lambda stage, words, done: shares.append(done),
        stages=CHECK_STAGES,
        told_rows=lambda *r: told.append(r),
    )
    clock.begin("receive")
    stager, count = Stager(con), RowCount(files, clock.rows)
    for file in receive(files, load_contracts()):
        stager.add(file, count.of(file))
    assert [rows for rows, _ in told] == sorted(rows for rows, _ in told)
    assert len(told) >= 3 and told[-1] == (12_003, 12_003)
    assert all(total is not None and total >= rows for rows, total in told)
    assert told[0][1] == pytest.approx(12_003, rel=0.1), "told by the size of the files"
    assert shares == sorted(shares) and shares[0] < shares[-1] < 1


def test_settled_options_are_used_when_a_file_is_received(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = csv_text([case(number=1)]).replace(",", "^").replace("案卷编号", "编码", 1)
    path = tmp_path / "x.txt"
    path.write_bytes(("标题\r\n" + text).encode("gb18030"))
    options = ReadOptions(
        department="chengguan", dataset="incident", encoding="gbk", delimiter="^", header_row=2, datum="GCJ02",
        columns={"case_no": "编码"},
    )  # fmt: skip
    (file,) = stage(Stager(con), Incoming(path, path.name, CAME, 1, options))
    assert not file.held_back, file.problems
    assert (file.datum, rows_of(con)) == ("GCJ02", [(0, 3, "A0001")])
