"""The command line: every command says what it does, errors carry their remedy, exit codes can be relied on."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import data.release as release_module
from data.cli import build_parser, main
from data.gate.deliveries import deliveries
from data.gate.report import report_problems
from data.pointer import publisher_lock
from data.progress_bar import ProgressBar
from data.reads import open_release, release_info, releases
from data.settings import Settings
from governance.errors import ReleaseError
from tests.conftest import Published
from tests.data.deliveries import case, csv_text, write_csv


@pytest.fixture
def at_home(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ONEMAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ONEMAP_REGION", str(tiny_settings.region_dir))
    monkeypatch.setenv("ONEMAP_STATIC", str(tiny_settings.static_dir))
    return tiny_settings


def _commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(action.choices)


def test_every_command_and_every_option_is_documented() -> None:
    _assert_documented(build_parser())


def _assert_documented(parser: argparse.ArgumentParser) -> None:
    (action,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    helped = {choice.dest: choice.help for choice in action._choices_actions}
    for name, command in action.choices.items():
        assert helped.get(name), name
        if any(isinstance(option, argparse._SubParsersAction) for option in command._actions):
            _assert_documented(command)
            continue
        assert command.description and len(command.description) > len(str(helped[name])), name
        for option in command._actions:
            assert option.help, f"{name} {option.dest}"


def test_every_command_is_in_the_operations_guide(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text("utf-8")
    for name in _commands():
        assert f"python -m data {name}" in text or f"`{name}" in text, name


def test_help_names_the_folders(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    printed = capsys.readouterr().out
    assert "ONEMAP_HOME" in printed and "rollback" in printed


def test_publish_list_and_roll_back(
    tmp_path: Path, at_home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(tmp_path / "in", [case(number=1), case(number=2, state="?")])
    assert main(["publish", str(tmp_path / "in"), "--verbose", "--lang", "en"]) == 0
    printed = capsys.readouterr()
    assert "unknown_state × 1  城管案卷.csv #3" in printed.out and "marts " in printed.out
    assert "100%" not in printed.out, "progress goes to standard error"
    first = open_release(at_home).release_id
    assert main(["publish", str(tmp_path / "in")]) == 0
    assert main(["rollback", first]) == 0
    capsys.readouterr()
    assert main(["releases"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == [" ", "*"] and first in lines[1]
    assert main(["rollback", "nonsense"]) == 1
    error = capsys.readouterr().err
    assert "nonsense" in error and "python -m data releases" in error


def test_a_report_holds_problems_of_whole_files_beside_those_of_rows(
    at_home: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "城管.csv").write_text(csv_text([case(number=1), case(number=2, closed_at="soon")]), "utf-8")
    (folder / "民政.xlsx").write_bytes(b"")
    report = tmp_path / "report.csv"
    assert main(["check", str(folder), "--report", str(report)]) == 1
    rows = {row["rule"]: row for row in csv.DictReader(io.StringIO(report.read_text("utf-8-sig")))}
    assert rows["empty_file"]["row"] == "", "a problem of a whole file has no row"
    assert rows["not_a_time"]["row"] == "3"
    shown = capsys.readouterr().out
    assert shown.index("empty_file") < shown.index("not_a_time"), "whole files come first"


def test_check_tells_all_in_a_report_that_no_spreadsheet_runs(
    tmp_path: Path, at_home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(tmp_path / "in", [case(state='=HYPERLINK("http://x.invalid")')])
    report = tmp_path / "问题.csv"
    assert main(["check", str(tmp_path / "in"), "--report", str(report)]) == 0, (
        "bad rows alone are no failure"
    )
    rows = list(csv.DictReader(io.StringIO(report.read_text("utf-8-sig"))))
    assert rows[0]["file"] == "城管案卷.csv" and rows[0]["row"] == "2" and rows[0]["column"] == "案卷状态"
    assert rows[0]["value"] == '\'=HYPERLINK("http://x.invalid")'
    assert not (at_home.home / "current.json").exists()
    (tmp_path / "in" / "公安.xlsx").write_bytes(b"")
    assert main(["check", str(tmp_path / "in")]) == 1, "a whole file held back is"
    assert "整份退回" in capsys.readouterr().out


def test_an_error_is_told_with_its_remedy(at_home: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "/nowhere"]) == 1
    error = capsys.readouterr().err
    assert "/nowhere" in error and "Check the folder" in error and "Traceback" not in error


def test_ensure_makes_a_demonstration_release_once_and_then_returns_at_once(
    at_home: Settings, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ensure", "--incidents", "600"]) == 0
    release = open_release(at_home)
    info = release_info(release)
    assert info["is_demo"] == "true"
    map_files = at_home.static_dir / "geometry" / info["geometry_hash"]
    before = {path.name: path.read_bytes() for path in map_files.iterdir()}
    for path in map_files.iterdir():
        path.unlink()
    map_files.rmdir()
    assert main(["ensure"]) == 0
    assert {path.name: path.read_bytes() for path in map_files.iterdir()} == before, (
        "map files are written again"
    )
    # No heavy library may be imported on the way when all is there.
    code = (
        "import sys; from data.cli import main; assert main(['ensure']) == 0; "
        "print(sorted({'duckdb', 'pandas', 'geopandas', 'numba'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env={**os.environ}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr
    events = [json.loads(line)["event"] for line in (at_home.home / "journal.jsonl").open()]
    assert events == ["publish_started", "published"]


def _made_by_another_version(settings: Settings, *, is_demo: bool) -> str:
    """Turn the current release into one with tables of another version; returns its id."""
    release_id = open_release(settings).release_id
    path = open_release(settings).path
    release_module._open.clear()
    with duckdb.connect(str(path)) as con:
        con.execute("update release_info set value = '0' where key = 'schema_version'")
        con.execute(
            "update release_info set value = ? where key = 'is_demo'", ["true" if is_demo else "false"]
        )
    pointer = json.loads((settings.home / "current.json").read_text("utf-8"))
    del pointer["schema_version"]
    (settings.home / "current.json").write_text(json.dumps(pointer), "utf-8")
    return release_id


def test_ensure_renews_a_demonstration_release_of_another_version(at_home: Settings) -> None:
    assert main(["ensure", "--incidents", "300"]) == 0
    old = _made_by_another_version(at_home, is_demo=True)
    assert main(["ensure", "--incidents", "300"]) == 0
    assert open_release(at_home).release_id != old
    assert [entry.release_id for entry in releases(at_home)][-1] == old, "it is still listed"


def test_a_real_release_of_another_version_is_told_with_its_remedy(
    at_home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ensure", "--incidents", "300"]) == 0
    old = _made_by_another_version(at_home, is_demo=False)
    capsys.readouterr()
    assert main(["ensure"]) == 1
    told = capsys.readouterr().err
    assert old in told and "python -m data publish DIR" in told and "Traceback" not in told
    with pytest.raises(ReleaseError, match="another version"):
        open_release(at_home)


def test_demo_writes_where_it_is_told(tmp_path: Path, at_home: Settings) -> None:
    assert main(["demo", "--out", str(tmp_path / "d"), "--incidents", "300", "--until", "2026-06-30"]) == 0
    assert (tmp_path / "d" / "demo_manifest.json").is_file()


def test_files_go_the_way_of_the_gate_by_commands_alone(
    tmp_path: Path, at_home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> str:
        assert main(list(arguments)) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    write_csv(tmp_path / "one", [case(number=1), case(number=2, state="?")])
    run("publish", str(tmp_path / "one"), "--by", "王敏", "--why", "三月", "--note", "月报")
    (first,) = releases(at_home)
    assert (first.by, first.why) == ("王敏", "三月")
    write_csv(tmp_path / "two", [case(number=1, title="已更正"), case(number=2), case(number=3)])
    one = run("receive", str(tmp_path / "two"), "--by", "李强").split()[1]
    assert "待检查 open" in run("deliveries").splitlines()[0]
    dry = run("prepare", one, "--dry-run")
    assert "+2 added" in dry and "~1 changed" in dry and "received 1 → 3" in dry
    assert main(["publish"]) == 1 and "Nothing was prepared" in capsys.readouterr().err, (
        "a dry run leaves nothing"
    )
    run("prepare", one, "--by", "李强")
    told = run("diff", "--rows")
    assert "~ incident chengguan:A0001" in told and "title: 路边垃圾 → 已更正" in told
    run("publish", "--by", "李强", "--why", "更正")
    assert open_release(at_home).release_id != first.release_id
    old = run("deliveries").splitlines()[1].split()[0]
    written = run("held-back", old, "--out", str(tmp_path / "held"))
    (held,) = (tmp_path / "held").iterdir()
    assert str(held) in written and "A0002" in held.read_text("gb18030")
    run("pin", first.release_id)
    assert run("releases").splitlines()[1].startswith("#")
    assert run("retain", "--dry-run") == ""
    run("rebuild", "--why", "新版")
    newest = releases(at_home)[0]
    assert (newest.incidents, newest.why, len(newest.deliveries)) == (3, "新版", 2)
    assert main(["held-back", "D1"]) == 1 and "D1" in capsys.readouterr().err


def test_a_publish_that_fails_keeps_the_report_of_what_was_checked(
    tmp_path: Path, at_home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(tmp_path / "in", [case(state="?")])
    assert main(["publish", str(tmp_path / "in")]) == 1
    assert "No case accepted" in capsys.readouterr().err
    (one,) = deliveries(at_home)
    assert one.state == "open" and report_problems(at_home, one.delivery_id)["rule"].tolist() == [
        "unknown_state"
    ]
    with publisher_lock(at_home.home):
        assert main(["publish", str(tmp_path / "in")]) == 1
    assert "pid" in capsys.readouterr().err
    assert len(deliveries(at_home)) == 1, "one that was not even looked at is not kept"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_redraws_one_line_on_a_terminal_and_prints_lines_elsewhere() -> None:
    terminal, plain = _Terminal(), io.StringIO()
    for stream in (terminal, plain):
        bar = ProgressBar(stream, begin=0.5)
        bar("a", "读取 Reading", 0.0)
        bar("b", "完成", 1.0)
        bar.done()
    assert "\n" not in terminal.getvalue() and terminal.getvalue().count("\r") == 4
    assert plain.getvalue() == " 50% a: 读取 Reading\n100% b: 完成\n"


def test_python_m_data_runs_the_command_line(published: Published, root: Path) -> None:
    environment = {**os.environ, "ONEMAP_HOME": str(published.settings.home)}
    done = subprocess.run(
        [sys.executable, "-m", "data", "releases"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert published.release.release_id in done.stdout
