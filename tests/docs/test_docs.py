"""Documents keep what they promise: commands exist, links lead somewhere, the data contract is the contracts'."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from scripts.derive_contract_docs import PAGE, renewed

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```", re.DOTALL)


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", _CODE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_make_command_in_the_documents_exists(page: Path) -> None:
    code = re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)", page.read_text("utf-8"))
    blocks = "\n".join(_CODE.findall(page.read_text("utf-8")))
    code += re.findall(r"^(?:[A-Z_]+=\S+ )*make ([a-z-]+)", blocks, re.MULTILINE)
    assert set(code) - _make_targets() == set()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_inside_the_documents_leads_somewhere(page: Path) -> None:
    dead = []
    for link in _LINK.findall(_CODE.sub("", page.read_text("utf-8"))):
        target, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_module_that_the_documents_run_exists(page: Path) -> None:
    for module in re.findall(r"python -m ((?:[a-z_]+\.)*[a-z_]+)", page.read_text("utf-8")):
        if module.split(".")[0] in {"pytest", "http", "venv", "pip"}:
            continue
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


def _data_commands() -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-m", "data", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = set(re.findall(r"^    ([a-z][a-z-]*)(?:  +\S|$)", shown, re.MULTILINE))
    assert found, shown
    return found


def test_every_data_command_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8") + (ROOT / "README.md").read_text("utf-8")
    documented = set(re.findall(r"python -m data ([a-z][a-z-]*)", text))
    assert _data_commands() - documented == set()


def test_every_documented_data_command_exists() -> None:
    documented = {
        command
        for page in PAGES
        for command in re.findall(r"python -m data ([a-z][a-z-]*)", page.read_text("utf-8"))
    }
    assert documented - _data_commands() == set()


def test_the_make_targets_explain_themselves() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[1] for line in shown.splitlines()} == _make_targets()


def test_the_data_contract_is_the_contracts_own() -> None:
    page = PAGE.read_text("utf-8")
    assert page == renewed(page), "run `make docs`"


def test_the_ways_to_set_the_service_up_are_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    named = set(re.findall(r'environ\.get\("([A-Z_]+)"', "".join(
        (ROOT / file).read_text("utf-8") for file in ("data/settings.py", "ui/server.py")
    )))  # fmt: skip
    assert {name for name in named if name not in text} == set()
