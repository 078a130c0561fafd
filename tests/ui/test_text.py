"""Words: two catalogues with the same keys, nothing literal in code, numbers and dates as each language writes them."""

from __future__ import annotations

import ast
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ui.text import (
    LANGS,
    MISSING,
    Lang,
    catalogue,
    fmt_change,
    fmt_date,
    fmt_datetime,
    fmt_int,
    fmt_month,
    fmt_rate,
    t,
)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _is_cjk(text: str) -> bool:
    return any("\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\uffef" for character in text)


def _docstrings(tree: ast.AST) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def _literals(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    skipped = _docstrings(tree)
    return [
        f"{path.name}:{node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
        and _is_cjk(node.value)
    ]


def test_both_catalogues_have_the_same_keys() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_both_catalogues_have_the_same_placeholders() -> None:
    differing = {
        key: (text, catalogue("en")[key])
        for key, text in catalogue("zh").items()
        if _placeholders(text) != _placeholders(catalogue("en")[key])
    }
    assert differing == {}


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_is_empty(lang: Lang) -> None:
    assert [key for key, text in catalogue(lang).items() if not text.strip()] == []


def test_no_chinese_is_written_into_pages_or_pieces_of_the_screen(root: Path) -> None:
    files = [root / "app.py", *(root / "pages").glob("*.py"), *(root / "ui").rglob("*.py")]
    # Font families are names, not words.
    assert [hit for path in sorted(files) for hit in _literals(path)] == []


def test_every_key_that_code_asks_for_exists(root: Path) -> None:
    known = set(catalogue("zh"))
    asked: dict[str, str] = {}
    for path in [root / "app.py", *(root / "pages").glob("*.py"), *(root / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t" and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    asked[str(key.value)] = path.name
    assert {key: file for key, file in asked.items() if key not in known} == {}


def test_a_missing_key_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        t("no.such.key", "zh")


def test_values_fill_placeholders() -> None:
    assert t("common.data_to", "en", day="5 Mar 2026") == "Data to 5 Mar 2026"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_missing_is_a_dash_and_never_a_zero(value: float | None) -> None:
    assert fmt_int(value) == fmt_rate(value) == fmt_change(value) == MISSING
    assert fmt_date(None, "zh") == fmt_datetime(None, "zh") == MISSING


def test_counts_have_thousands_separators() -> None:
    assert fmt_int(1_234_567) == "1,234,567"
    assert fmt_int(0) == "0"


def test_rates_keep_their_decimals_and_unit() -> None:
    assert fmt_rate(911 / 972 * 100, 2, "%") == "93.72%"
    assert fmt_rate(1234.5, 1, "km²") == "1,234.5\u00a0km²"


def test_changes_carry_a_true_minus_and_no_sign_is_given_to_nothing() -> None:
    assert fmt_change(-6.44, 1, "%") == "−6.4%"
    assert fmt_change(2.0, 1) == "+2.0"
    assert fmt_change(-0.04, 1) == "±0.0"


def test_days_and_months_read_naturally_in_both_languages() -> None:
    assert fmt_date(date(2026, 3, 5), "zh") == "2026年3月5日"
    assert fmt_date(date(2026, 3, 5), "en") == "5 Mar 2026"
    assert fmt_month(2026 * 12 + 11, "zh") == "2026年12月"
    assert fmt_month(2026 * 12, "en") == "Jan 2026"


def test_moments_are_shown_in_local_time() -> None:
    utc = datetime(2026, 3, 5, 20, 30, tzinfo=UTC)
    assert fmt_datetime(utc, "zh") == "2026年3月6日 04:30"
    assert fmt_datetime(utc.replace(tzinfo=None), "en") == "6 Mar 2026 04:30"
