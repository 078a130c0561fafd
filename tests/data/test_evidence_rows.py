"""The rows behind a figure are the figure: one definition, whatever the measure, unit, membership and period."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from data.reads import LADDERS, measures_by_unit, measures_total, units
from data.reads.evidence import (
    Behind,
    behind_count,
    behind_rows,
    behind_stream,
    count_statement,
    defining,
    is_within,
    rows_statement,
    subject_of,
)
from governance.errors import StateError
from governance.indicators import MEASURES, STATE_MEASURES, UNIT_FACTS
from queries.literal import literal, written_in
from tests.conftest import READING, Published

MONTHS = (2024 * 12 + 3, 2026 * 12 + 9)
COUNTED = tuple(measure for measure in MEASURES)
NESTED = tuple((part, whole) for part in COUNTED for whole in COUNTED if is_within(part, whole))
CATEGORIES = st.sampled_from([(), ("1",), ("1", "2"), ("2", "3")])


@st.composite
def _span(draw: st.DrawFn) -> dict[str, int]:
    first = draw(st.integers(*MONTHS))
    return {"month_from": first, "month_to": draw(st.integers(first, MONTHS[1]))}


def _scope(data: st.DataObject, published: Published, membership: str) -> dict[str, str | None]:
    level = data.draw(st.sampled_from(LADDERS[membership]))
    if level == "city":
        return {"scope_level": "city", "scope_code": None}
    codes = units(published.release, level)["code"].tolist()
    return {"scope_level": level, "scope_code": data.draw(st.sampled_from(codes))}


@run(max_examples=120)
@given(
    data=st.data(),
    membership=st.sampled_from(sorted(LADDERS)),
    measure=st.sampled_from(COUNTED),
    span=_span(),
)
def test_the_rows_of_a_unit_add_up_to_its_measure(
    data: st.DataObject, membership: str, measure: str, span: dict[str, int], published: Published
) -> None:
    scope = _scope(data, published, membership)
    wanted = measures_total(published.release, membership=membership, **scope, **span)[measure]
    behind = Behind(measure, **scope, **span)
    n, total = behind_count(published.release, behind)
    assert total == wanted
    rows = behind_rows(published.release, behind, limit=100_000)
    assert len(rows) == n
    if measure == "work_minutes":
        assert rows["work_minutes"].sum() == wanted
    else:
        assert n == wanted


@READING
@given(
    data=st.data(), membership=st.sampled_from(sorted(LADDERS)), pair=st.sampled_from(NESTED), span=_span()
)
def test_what_counts_and_what_does_not_are_the_whole(
    data: st.DataObject, membership: str, pair: tuple[str, str], span: dict[str, int], published: Published
) -> None:
    part, whole = pair
    scope = _scope(data, published, membership)
    sides = (Behind(part, **scope, **span), Behind(whole, without=part, **scope, **span))
    keys = [_keys(published, side) for side in sides]
    assert not keys[0] & keys[1]
    assert keys[0] | keys[1] == _keys(published, Behind(whole, **scope, **span))


def _keys(published: Published, behind: Behind) -> set[tuple[object, ...]]:
    rows = behind_rows(published.release, behind, limit=100_000)
    names = [name for name in ("incident_id", "whistle_id", "department_code", "called_at") if name in rows]
    keys = set(rows[names].itertuples(index=False, name=None))
    assert len(keys) == len(rows)
    return keys


@pytest.mark.parametrize("measure", COUNTED)
def test_every_measure_has_rows_and_a_definition(measure: str, published: Published) -> None:
    files = [found.file for found in defining(measure)]
    assert any(file.startswith("queries/macros/") for file in files)
    rollup = "rollup_open" if measure in STATE_MEASURES else "rollup_month"
    assert f"queries/marts/{rollup}.sql" in files
    n, _ = behind_count(published.release, Behind(measure, *MONTHS))
    assert n == len(behind_rows(published.release, Behind(measure, *MONTHS), limit=100_000))


def test_cases_have_rows_at_all(published: Published) -> None:
    for measure in COUNTED:
        if subject_of(measure) == "case":
            assert behind_count(published.release, Behind(measure, *MONTHS))[0] > 0, measure


@READING
@given(membership=st.sampled_from(sorted(LADDERS)), span=_span())
def test_what_could_not_be_placed_has_its_rows(
    membership: str, span: dict[str, int], published: Published
) -> None:
    for level in LADDERS[membership][1:]:
        found = measures_by_unit(published.release, level, membership=membership, **span)
        lost = found[found["code"].isna()]["received"].sum()
        assert behind_count(published.release, Behind("received", **span, unplaced=level))[0] == lost, level


@given(chosen=CATEGORIES, measure=st.sampled_from(COUNTED), span=_span())
def test_categories_add_up(
    chosen: tuple[str, ...], measure: str, span: dict[str, int], published: Published
) -> None:
    wanted = sum(
        measures_total(published.release, category=code, **span)[measure] for code in (chosen or (None,))
    )
    assert behind_count(published.release, Behind(measure, **span, categories=chosen))[1] == wanted


def test_classes_add_up_to_all(published: Published) -> None:
    whole = behind_rows(published.release, Behind("received", *MONTHS), limit=100_000)
    for code, own in whole.groupby("class_code"):
        found = behind_count(published.release, Behind("received", *MONTHS, classes=(str(code),)))[0]
        assert found == len(own)


@pytest.mark.parametrize("fact", UNIT_FACTS)
@pytest.mark.parametrize("level", ["zone", "county", "street", "community", "grid"])
def test_a_fact_of_the_city_is_the_sum_of_its_units(fact: str, level: str, published: Published) -> None:
    city = units(published.release, "city").iloc[0]
    n, total = behind_count(published.release, Behind(fact, *MONTHS, level=level))
    assert n == len(units(published.release, level))
    assert total == pytest.approx(city[fact], rel=1e-9)


def test_pages_follow_one_another_without_gap_or_overlap(published: Published) -> None:
    behind = Behind("due", *MONTHS, without="closed_on_time")
    whole = behind_rows(published.release, behind, sort="late", limit=100_000)
    pages = [
        behind_rows(published.release, behind, sort="late", limit=7, offset=at)["incident_id"].tolist()
        for at in range(0, len(whole) + 7, 7)
    ]
    assert [row for page in pages for row in page] == whole["incident_id"].tolist()
    assert pages[-1] == [] or len(whole) % 7
    late = whole["late_minutes"].dropna().tolist()
    assert late == sorted(late, reverse=True) and late[0] > 0


def test_a_stream_gives_the_rows_of_the_pages(published: Published) -> None:
    behind = Behind("received", *MONTHS)
    whole = behind_rows(published.release, behind, limit=100_000)["incident_id"].tolist()
    pieces = list(behind_stream(published.release, behind, limit=100_000))
    assert [row for piece in pieces for row in piece["incident_id"]] == whole
    assert sum(len(piece) for piece in behind_stream(published.release, behind, limit=5)) == 5


def test_no_person_and_no_address_is_among_the_rows(published: Published) -> None:
    for measure in ("received", "whistles", "called"):
        columns = set(behind_rows(published.release, Behind(measure, *MONTHS), limit=1).columns)
        assert not columns & {"address", "handler", "contact", "phone", "lon", "lat"}


@pytest.mark.parametrize(
    "measure", ["received", "due", "work_minutes", "overdue", "whistles", "called", "population"]
)
def test_the_statement_shown_runs_as_it_stands_on_the_file(measure: str, published: Published) -> None:
    behind = Behind(measure, *MONTHS, scope_level="zone", scope_code="990101", categories=("1", "2"))
    with duckdb.connect() as con:
        con.execute(f"attach '{published.release.path}' as r (read_only); use r; set TimeZone = 'UTC'")
        shown = con.execute(rows_statement(behind, sort="late", limit=20, offset=3).sql).fetchall()
        counted = con.execute(count_statement(behind).sql).fetchone()
    rows = behind_rows(published.release, behind, sort="late", limit=20, offset=3)
    assert len(shown) == len(rows)
    assert [line[0] for line in shown] == rows.iloc[:, 0].tolist()
    assert counted is not None and counted[0] == behind_count(published.release, behind)[0]


@pytest.mark.parametrize(
    "wrong",
    [
        Behind("nothing", 0, 1),
        Behind("received", 0, 1, without="whistles"),
        Behind("received", 1, 0),
        Behind("received", 0, 1, scope_level="zone"),
        Behind("received", 0, 1, scope_level="planet", scope_code="1"),
        Behind("received", 0, 1, unplaced="planet"),
        Behind("population", 0, 1, level="planet"),
    ],
)
def test_what_does_not_exist_is_refused(wrong: Behind, published: Published) -> None:
    with pytest.raises(StateError):
        behind_count(published.release, wrong)


@given(text=st.text(max_size=30))
def test_any_text_is_written_in_as_one_literal(text: str) -> None:
    clean = text.replace("\x00", "")
    sql = written_in("select $a as a -- $a\n, '$a' as b", {"a": clean})
    with duckdb.connect() as con:
        assert con.execute(sql).fetchone() == (clean, "$a")


def test_values_are_written_as_duckdb_writes_them() -> None:
    assert literal(None) == "null" and literal(True) == "true" and literal(3) == "3"
    assert literal(["a'b", None]) == "['a''b', null]"
