"""The house keeps its shape: rooms, lengths, one-way imports, nothing from another host, no machine's own paths."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a clone may hold at its top; a new room is a decision, not an accident.
TOP_LEVEL = {
    ".ci", ".git", ".gitattributes", ".gitignore", ".streamlit", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "Makefile", "NOTICE", "README.md", "README.zh-CN.md", "app.py", "benchmarks", "data", "docs", "export", "geo",
    "governance", "pages", "pyproject.toml", "queries", "requirements-dev.in", "requirements-dev.txt",
    "requirements.in", "requirements.txt", "scripts", "static", "tests", "ui", "views",
}  # fmt: skip
ROOMS = ("pages", "ui", "export", "views", "data", "geo", "governance", "queries", "scripts")
MOST_LINES, MOST_PAGE_LINES = 300, 100
# Names of formats, not addresses that anything fetches.
NAMESPACES = (
    "http://wiki.open311.org/GeoReport_v2",  # how Open311 names its specification
    "http://www.w3.org/",
    "https://www.w3.org/",
    "http://schemas.microsoft.com/office/",
    "http://schemas.openxmlformats.org/",
)
LOCAL = re.compile(r"https?://(127\.0\.0\.1|localhost|\{|[a-z.]*\.invalid\b)")
ADDRESS = re.compile(r"https?://[^\s\"'`<>)\]]+")


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _shipped(*suffixes: str) -> list[Path]:
    return [
        path
        for path in _tracked()
        if path.suffix in suffixes
        and path.relative_to(ROOT).parts[0] in {*ROOMS, "static", "app.py", ".streamlit"}
    ]


def test_only_known_rooms_stand_at_the_top() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in _tracked()} - TOP_LEVEL == set()


def test_no_file_of_the_house_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _shipped(".py")
        if (count := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_pages_are_short() -> None:
    long = {
        path.name: count
        for path in (ROOT / "pages").glob("*.py")
        if (count := len(path.read_text("utf-8").splitlines())) > MOST_PAGE_LINES
    }
    assert long == {}


def test_a_page_only_defines_and_does_nothing_when_it_is_run_by_itself() -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    acting = []
    for path in (ROOT / "pages").glob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            calls = isinstance(node, ast.Assign | ast.AnnAssign) and any(
                isinstance(part, ast.Call) for part in ast.walk(node)
            )
            if not (docstring or isinstance(node, allowed)) or calls:
                acting.append(f"{path.name}:{node.lineno}")
    assert acting == []


def test_imports_run_one_way() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [tool, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_import_contract_has_an_exception() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text("utf-8")


def test_nothing_shipped_names_another_host() -> None:
    found = []
    for path in _shipped(".py", ".js", ".css", ".html", ".toml", ".sql", ".svg"):
        in_vendor = path.is_relative_to(ROOT / "static" / "vendor")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for address in ADDRESS.findall(line):
                # Vendored libraries name their homes in comments and in an attribution that we switch off.
                if in_vendor or address.startswith(NAMESPACES) or LOCAL.match(address):
                    continue
                if path.is_relative_to(ROOT / "data" / "regions"):
                    continue  # sources of the data, for people to read
                found.append(f"{path.relative_to(ROOT)}:{number}: {address}")
    assert found == []


def test_no_requirement_names_a_registry() -> None:
    for path in ROOT.glob("requirements*"):
        text = path.read_text("utf-8")
        assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|https?://", text), path.name


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        loose = [line for line in lines if line and not line.lstrip().startswith("#") and "==" not in line]
        assert loose == [], name


def test_no_machines_own_path_is_written_down() -> None:
    # Put together here so that this file does not find itself.
    patterns = re.compile(
        "|".join(("/" + "work/", "/" + "root/", r"(?<!\w)/" + "home/[a-z]", "C:" + r"\\Users"))
    )
    binary = {".png", ".woff2", ".parquet", ".gz", ".zip"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked()
        if path.suffix not in binary
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if patterns.search(line)
    ]
    assert found == []


def test_shell_scripts_stop_at_the_first_fault() -> None:
    scripts = [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"]
    assert scripts
    for path in scripts:
        assert "set -euo pipefail" in path.read_text("utf-8"), path.name
        assert os.access(path, os.X_OK), path.name
