"""Every rule finds what is wrong in at least three ways and leaves what is right alone: a seeded corpus, and its figures."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from data.contracts import Contract, load_contracts
from data.publish import CheckReport, check
from data.publish.region_tables import RegionTables
from data.rules.datum_ruling import rule_datum
from data.rules.registry import RULES
from data.settings import Settings
from data.staging.receive import receive
from tests.data.corpus_base import CASES, FLOW, NO_LIMIT, RECEIVED_AT, Score, Tally
from tests.data.corpus_cells import add_cells
from tests.data.corpus_files import broken, by_county, noted, shapes
from tests.data.corpus_histories import histories, undeclared, wrong_datums
from tests.data.corpus_others import flow, ledger
from tests.data.corpus_places import add_classes, add_coordinates, add_disagreements, add_twice
from tests.data.deliveries import Row
from tests.data.ledgers import write_ledger

REPEATS = 3


@pytest.fixture(scope="module")
def region(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny region, which knows no limit for one sub-class."""
    folder = tmp_path_factory.mktemp("corpus-region") / "tiny"
    shutil.copytree(tiny_region, folder)
    limits = folder / "limits.csv"
    lines = limits.read_text("utf-8").splitlines(keepends=True)
    limits.write_text("".join(line for line in lines if NO_LIMIT[1] not in line), "utf-8")
    return folder


def write(path: Path, contract: Contract, rows: Sequence[Row], encoding: str = "gb18030") -> None:
    """A CSV of a contract; `__extra` is a cell too many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        out = csv.writer(stream, lineterminator="\r\n")
        out.writerow([column.header for column in contract.columns])
        for row in rows:
            extra = [row["__extra"]] if row.get("__extra") else []
            out.writerow([*(row.get(column.name) or "" for column in contract.columns), *extra])


def examine(region: Path, folder: Path) -> CheckReport:
    settings = Settings(folder / ".home", region, folder / ".static")
    return check(settings, folder, received_at=RECEIVED_AT)


def cases(repeats: int) -> Tally:
    """Wrong and right rows of city management."""
    tally = Tally(seed=4)
    for _ in range(repeats):
        for part in (add_cells, add_coordinates, add_disagreements, add_twice, add_classes):
            part(tally)
        for _ in range(150):
            tally.add(tally.case())
    return tally


@pytest.fixture(scope="module")
def score(region: Path, tmp_path_factory: pytest.TempPathFactory) -> Score:
    folder = tmp_path_factory.mktemp("corpus")
    result = Score()
    tally = cases(REPEATS)
    write(folder / "城管案卷.csv", CASES, tally.rows)
    problems = examine(region, folder).problems
    result.count(tally, problems)
    others = tmp_path_factory.mktemp("corpus-others")
    events, told = flow(5, REPEATS)
    calls = ledger(6, REPEATS)
    write(others / "城管案卷.csv", CASES, told)
    write(others / "城管案卷流转记录.csv", FLOW, events.rows)
    write_ledger(others, calls.rows)
    problems = examine(region, others).problems
    for tally, name in (
        (Tally(0, told), "城管案卷.csv"),
        (events, "城管案卷流转记录.csv"),
        (calls, "吹哨报到台账.xlsx"),
    ):
        result.count(tally, problems[problems["file"] == name])
    score_files(result, region, tmp_path_factory.mktemp("corpus-files"))
    score_datums(result, region, tmp_path_factory.mktemp("corpus-datums"))
    return result


def score_files(result: Score, region: Path, root: Path) -> None:
    """Whole files: what keeps them out, what is noted of them, how they stand beside earlier ones."""
    for name in ("broken", "noted", "counties", "history", "shapes"):
        (root / name).mkdir()
    made = broken(root / "broken")
    for (rule, _), file in zip(made, receive([file for _, file in made], load_contracts()), strict=True):
        told = {problem.rule for problem in file.problems if problem.level == "error"}
        judge(result, rule or None, told, file.name)
    expected = noted(root / "noted")
    problems = examine(region, root / "noted").problems
    for name, rules in expected.items():
        told = set(problems.loc[problems["file"].str.startswith(name), "rule"])
        for rule in rules or [""]:
            judge(result, rule or None, told - {"class_foreign"}, name)
    for name, wrong in by_county(root / "counties").items():
        problems = examine(region, root / "counties").problems
        for sheet in ("西县", "东县"):
            own = problems[problems["file"] == f"{name} › {sheet}"]
            for row in range(2, 14):
                judge(result, wrong.get((sheet, row)), set(own.loc[own["row"] == row, "rule"]), (sheet, row))
    for name, wrong in shapes(root / "shapes").items():
        problems = examine(region, root / "shapes").problems
        own = problems[problems["file"] == name]
        for row in range(1, 7):
            # The points of one department are in GCJ-02 by its contract, these are not: only the kind is looked at.
            judge(
                result,
                wrong.get(row),
                set(own.loc[own["row"] == row, "rule"]) & {"geometry_kind"},
                (name, row),
            )
    checked: dict[Path, pd.DataFrame] = {}
    for folder, name, rule in (*histories(root / "history"), *wrong_datums(root / "history")):
        if folder not in checked:
            checked[folder] = examine(region, folder).problems
        problems = checked[folder]
        own = problems[(problems["file"] == name) & problems["row"].isna()]
        judge(result, rule, set(own["rule"]), folder.name)


def score_datums(result: Score, region: Path, root: Path) -> None:
    """Points that come without a declared datum."""
    places = RegionTables.load(Settings(root, region, root)).places
    for rule, points in undeclared():
        ruling = rule_datum(places, "x.csv", None, points)
        told = {found.rule for found in (*ruling.notes, ruling.fault) if found is not None}
        judge(result, rule, told, ruling.datum)


def judge(result: Score, rule: str | None, told: set[str], what: object) -> None:
    """One file (or row) that is wrong by a rule, or right."""
    if rule is None:
        result.n_clean += 1
        result.false_alarms += [(other, what) for other in sorted(told)]
        return
    result.saw(rule, rule in told, what)
    # Exchanged axes make every row wrong as well.
    also = {"many_rejected"} if rule == "axes_exchanged" else set()
    result.besides += [(rule, other, what) for other in sorted(told - also - {rule})]


def test_nearly_everything_wrong_is_found(score: Score) -> None:
    recall = 1 - len(score.missed) / score.n_bad
    print(f"{len(RULES)} rules; {score.n_bad} defects, recall {recall:.2%}; missed: {score.missed}")
    assert score.n_bad > 1_000
    assert recall >= 0.99, Counter(rule for rule, _ in score.missed)


def test_hardly_anything_right_is_blamed(score: Score) -> None:
    share = len(score.false_alarms) / score.n_clean
    print(f"{score.n_clean} right rows and files, false alarms {share:.2%}")
    assert score.n_clean > 1_000
    assert share <= 0.01, Counter(rule for rule, _ in score.false_alarms)


def test_what_is_wrong_is_told_by_its_own_rule_alone(score: Score) -> None:
    assert len(score.besides) <= 0.01 * score.n_bad, Counter(
        (rule, other) for rule, other, _ in score.besides
    )


def test_every_rule_is_tried_in_three_ways_at_least(score: Score) -> None:
    once = Counter(
        rule for tally in (cases(1), flow(5, 1)[0], ledger(6, 1)) for rule, _ in tally.bad.values()
    )
    # Whole files are made once.
    ways = {rule: once[rule] or score.ways.get(rule, 0) for rule in RULES}
    assert {rule: n for rule, n in ways.items() if n < 3} == {}
    assert set(score.ways) <= set(RULES)
    assert len(RULES) >= 100
