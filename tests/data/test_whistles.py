"""The ledger of whistles: taken in row by row, one lead a whistle, late in working time, summed in both memberships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo import FAULT_KINDS, write_demo
from data.publish import PublishReport, check, publish
from data.reads import LADDERS, measures_total, months_available, open_release
from data.reads.whistles import (
    SORTS,
    STATES,
    whistle,
    whistle_by_month,
    whistle_by_office,
    whistle_by_theme,
    whistle_by_unit,
    whistle_calls,
    whistle_list,
    whistle_list_count,
    whistle_names,
    whistle_overdue_by_office,
    whistle_totals,
)
from data.release import Release
from data.settings import Settings
from data.staging.personal import mask_numbers
from governance.errors import StateError
from governance.whistle_cycle import replay_whistle, whistle_events
from tests.conftest import READING, Published
from tests.data.deliveries import case, write_csv
from tests.data.ledgers import Row, call, open_call, write_ledger

Told = dict[int, set[str]]
# The second one, still open, lets the data end on 20 April.
CASES = [
    case(number=1),
    case(
        number=2, received_at="2026-04-20 08:30:00", filed_at=None, dispatched_at=None, responded_at=None,
        disposed_at=None, closed_at=None, due_at=None, state="待受理", rework_count=None, satisfaction=None,
    ),
]  # fmt: skip


def rules_found(settings: Settings, folder: Path, rows: Sequence[Row]) -> Told:
    """Rules by row of the ledger, beside a department's right cases."""
    write_csv(folder, CASES)
    write_ledger(folder, rows)
    problems = check(settings, folder).problems
    told: Told = {}
    for problem in problems[problems["file"].str.startswith("吹哨")].itertuples():
        told.setdefault(int(problem.row) - 2 if problem.row == problem.row else -1, set()).add(
            str(problem.rule)
        )
    return told


def published_ledger(settings: Settings, folder: Path, rows: Sequence[Row]) -> tuple[Release, PublishReport]:
    write_csv(folder, CASES)
    write_ledger(folder, rows)
    report = publish(settings, folder)
    return open_release(settings), report


def test_a_right_ledger_raises_nothing(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = [call(1), call(1, "住建局", "协同"), call(2, "公安局", letter="e"), open_call(3)]
    assert rules_found(tiny_settings, tmp_path / "in", rows) == {}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"department_name": "和谐办"}, "office_unlisted"),
        ({"theme": "其他"}, "theme_unlisted"),
        ({"role": "旁观"}, "role_unknown"),
        ({"solved": "大概"}, "answer_unknown"),
        ({"reported_at": "2026-03-05 08:30:00"}, "whistle_order"),
        ({"closed_at": "2026-03-01 08:30:00"}, "whistle_order"),
        ({"disposed_at": "2026-03-05 09:30:00"}, "whistle_order"),
        ({"due_at": "2026-03-01"}, "whistle_order"),
        ({"report_due_at": "2026-03-01 08:00:00"}, "whistle_order"),
        ({"closed_at": None}, "whistle_life"),
        ({"solved": None}, "whistle_life"),
        ({"managed_at": None}, "whistle_life"),
        ({"blown_by": None}, "required_missing"),
        ({"community_code": "990101999999"}, "unknown_community"),
        ({"satisfaction": "6"}, "value_range"),
        ({"satisfaction": "很好"}, "value_range"),
        ({"lon": "东经103度"}, "not_a_number"),
        ({"lat": None}, "coordinate_half"),
        ({"lon": "116.4", "lat": "39.9"}, "coordinate_outside"),
        ({"state": "搁置"}, "unknown_state"),
        ({"blown_at": "2026-13-45"}, "not_a_time"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_its_own_rule_and_row(
    tiny_settings: Settings, tmp_path: Path, changes: Row, rule: str
) -> None:
    told = rules_found(tiny_settings, tmp_path / "in", [call(1), call(2, **changes)])
    assert rule in told.pop(1)
    assert told == {}, "no other row is blamed"


def test_a_whistle_needs_one_lead_no_more_no_less(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = [call(1), call(1, "住建局"), call(2, role="协同"), call(3), call(3, "公安局", "协同")]
    assert rules_found(tiny_settings, tmp_path / "in", rows) == {
        0: {"lead_twice"}, 1: {"lead_twice"}, 2: {"lead_missing"},
    }  # fmt: skip


def test_whoever_joins_a_lead_that_was_rejected_is_told_so(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = [call(1, "和谐办"), call(1, "公安局", "协同")]
    assert rules_found(tiny_settings, tmp_path / "in", rows) == {0: {"office_unlisted"}, 1: {"lead_missing"}}


def test_the_same_department_twice_and_rows_that_disagree(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = [
        call(1),
        call(1, "公安局", "协同"),
        call(1, "公安局", "协同"),
        call(1, "住建局", "协同", title="另一件事"),
    ]
    assert rules_found(tiny_settings, tmp_path / "in", rows) == {2: {"call_repeated"}, 3: {"cells_differ"}}


def test_a_link_to_a_case_that_is_not_there_is_doubted_and_left_out(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    rows = [call(1, case_no="A0001"), call(2, case_no="A9999")]
    release, _ = published_ledger(tiny_settings, tmp_path / "in", rows)
    links = [(whistle(release, f"dangjian:SB0000{n}") or {})["incident_id"] for n in (1, 2)]
    assert links == ["chengguan:A0001", None]
    assert rules_found(tiny_settings, tmp_path / "in", rows) == {1: {"link_unknown"}}


def test_lateness_is_counted_in_working_time(tiny_settings: Settings, tmp_path: Path) -> None:
    # Friday 17:00 to Monday 09:30, by hours 08:30–12:00 and 14:00–18:00: one hour and one hour.
    times = {
        "blown_at": "2026-03-06 15:30:00", "managed_at": "2026-03-06 16:00:00",
        "report_due_at": "2026-03-06 17:00:00", "reported_at": "2026-03-09 09:30:00",
        "disposed_at": "2026-03-10 10:00:00", "verified_at": "2026-03-10 15:00:00",
        "closed_at": "2026-03-10 16:00:00", "due_at": "2026-03-16",
    }  # fmt: skip
    rows = [call(1, **times), call(1, "公安局", "协同", **{**times, "reported_at": "2026-03-06 17:00:00"})]
    release, _ = published_ledger(tiny_settings, tmp_path / "in", rows)
    late, in_time = whistle_calls(release, "dangjian:SB00001")
    assert (late["role"], late["late_minutes"], late["is_reported_on_time"]) == ("lead", 120, False)
    assert (in_time["late_minutes"], in_time["is_reported_on_time"]) == (None, True)


def test_what_a_whistle_counts_as(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = [
        call(1),
        call(2, solved="否", satisfaction="2"),
        open_call(3),
        open_call(4, report_due_at="2026-05-01 10:00:00", due_at="2026-05-20 10:00:00"),
        open_call(5, state="已作废"),
        open_call(6, report_due_at=None),
    ]
    release, _ = published_ledger(tiny_settings, tmp_path / "in", rows)
    totals = whistle_totals(release, month_from=2026 * 12 + 2, month_to=2026 * 12 + 2)
    assert totals == {
        "blown": 6, "void": 1, "managed": 5, "reported_all": 2, "disposed": 2, "closed": 2, "solved": 1, "joint": 0,
        "called": 3, "reported": 2, "due": 4, "due_solved": 1, "rated": 2, "satisfied": 1, "solved_in": 1,
        "open": 3, "overdue": 2, "calls_overdue": 2,
    }  # fmt: skip


def test_numbers_that_lead_to_a_person_are_masked() -> None:
    for text in (
        "电话13912345678。", "139-1234-5678", "139 1234 5678", "+86 13912345678", "１３９１２３４５６７８",
        "0874-3123456", "(0874)3123456", "身份证530302199001011234", "53030219900101123X", "530302900101123",
        "13912345678、13812345678",
    ):  # fmt: skip
        masked = mask_numbers(text)
        assert "隐去" in masked and not any(sign.isdigit() for sign in masked), (text, masked)
    for text in (
        "990101001001",
        "SB2026030500001",
        "CG20260305000123",
        "人行道塌陷3处",
        "2026-03-05 08:40:00",
        "103.0412345",
    ):
        assert mask_numbers(text) == text


NAME, MOBILE, LANDLINE, CARD, SECRET = (
    "欧阳测试",
    "13912345678",
    "0874-3123456",
    "530302199001011234",
    "王举报",
)


def test_no_name_or_number_of_a_person_gets_past_reading(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = [
        call(1, title=f"{NAME}来电{MOBILE}：楼顶漏水", blown_by=f"河湾社区党委 {LANDLINE}"),
        call(
            1,
            "公安局",
            "协同",
            title=f"{NAME}来电{MOBILE}：楼顶漏水",
            blown_by=f"河湾社区党委 {LANDLINE}",
            contact=None,
        ),
        call(2, title=f"{CARD}申请低保", 举报人=SECRET),
        # Rejected rows, and cells that are told in problems.
        call(3, "和谐办", title=f"找{NAME} {MOBILE}", 举报人=SECRET),
        call(4, state=f"{NAME}{MOBILE}", 举报人=SECRET),
        call(5, theme=f"{MOBILE}", department_name=NAME, role=NAME, solved=MOBILE, community_code=MOBILE),
    ]
    write_csv(tmp_path / "in", CASES)
    write_ledger(tmp_path / "in", rows, extra=["举报人"])
    publish(tiny_settings, tmp_path / "in")
    release = open_release(tiny_settings)
    text = everything_written(release)
    for secret in (NAME, MOBILE, LANDLINE, CARD, SECRET, "139-1234", "3123456"):
        assert secret not in text, secret
    found = whistle(release, "dangjian:SB00001")
    assert found is not None
    assert found["title"] == "〔姓名已隐去〕来电〔电话已隐去〕：楼顶漏水"
    assert found["blown_by"] == "河湾社区党委 〔电话已隐去〕"
    assert len(whistle_calls(release, "dangjian:SB00001")) == 2, "the name was taken out of both rows"


def everything_written(release: Release) -> str:
    """Every text of every table of a release."""
    with release._instance.cursor() as con:
        tables = [name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()]
        parts: list[str] = []
        for table in tables:
            columns = con.execute(
                "select column_name from duckdb_columns() where table_name = ? and data_type = 'VARCHAR'",
                [table],
            ).fetchall()
            for (column,) in columns:
                found = con.execute(f'select distinct "{column}" from "{table}" where "{column}" is not null')
                parts += [str(value) for (value,) in found.fetchall()]
    return "\n".join(parts)


@st.composite
def _asked(draw: st.DrawFn) -> dict[str, object]:
    first = draw(st.integers(2024 * 12 + 3, 2026 * 12 + 8))
    return {
        "month_from": first,
        "month_to": draw(st.integers(first, 2026 * 12 + 9)),
        "theme": draw(st.sampled_from([None, None, "municipal", "bus", "nothing"])),
        "department": draw(st.sampled_from([None, None, "chengguan", "zhujian", "nothing"])),
    }


@READING
@given(asked=_asked(), membership=st.sampled_from(sorted(LADDERS)))
def test_zones_and_counties_and_all_units_sum_to_the_city(
    published: Published, asked: dict[str, object], membership: str
) -> None:
    release = published.release
    city = whistle_totals(release, **asked)
    wanted = {"blown": "blown", "due": "due", "due_solved": "due_solved", "called": "called", "reported": "reported",
              "open": "open", "overdue": "overdue"}  # fmt: skip
    for level in LADDERS[membership][1:-1]:
        units = whistle_by_unit(release, level, **asked)
        assert {name: int(units[name].sum()) for name in wanted} == {k: city[v] for k, v in wanted.items()}, (
            level
        )
        owed = whistle_overdue_by_office(release, level, **asked)
        assert int(owed["overdue"].sum()) == city["calls_overdue"]
    offices = whistle_by_office(release, **asked)
    assert int(offices["called"].sum()) == city["called"]
    assert int((offices["reported"] + offices["came_late"] + offices["absent"]).sum()) == city["called"]
    assert (offices["led"] + offices["joined"] == offices["called"]).all()
    themes = whistle_by_theme(release, **asked)
    assert int(themes["blown"].sum()) == city["blown"]
    months = whistle_by_month(release, **asked)
    assert (int(months["blown"].sum()), int(months["solved"].sum())) == (city["blown"], city["solved_in"])
    for lesser, greater in (("managed", "blown"), ("closed", "managed"), ("solved", "closed"), ("reported", "called"),
                            ("due_solved", "due"), ("satisfied", "rated"), ("overdue", "open")):  # fmt: skip
        assert city[lesser] <= city[greater], (lesser, greater)


def test_the_board_counts_what_the_rollups_count(published: Published) -> None:
    first, last = months_available(published.release)
    for month_from, month_to in ((first, last), (last - 2, last), (first, first)):
        totals = whistle_totals(published.release, month_from=month_from, month_to=month_to)
        rollup = measures_total(published.release, month_from=month_from, month_to=month_to)
        same = {"whistles": "blown", "called": "called", "reported": "reported", "whistle_due": "due",
                "whistle_solved": "due_solved", "whistle_rated": "rated", "whistle_satisfied": "satisfied",
                "whistle_open": "open", "whistle_overdue": "overdue"}  # fmt: skip
        assert {name: rollup[name] for name in same} == {
            name: totals[column] for name, column in same.items()
        }


@pytest.mark.parametrize("state", [None, *STATES])
@pytest.mark.parametrize("sort", SORTS)
def test_every_list_holds_what_it_counts(published: Published, state: str | None, sort: str) -> None:
    first, last = months_available(published.release)
    asked = {"state": state, "month_from": first, "month_to": last}
    total = whistle_list_count(published.release, **asked)
    pages = [
        whistle_list(published.release, sort=sort, limit=25, offset=at, **asked) for at in range(0, total, 25)
    ]
    ids = [id for page in pages for id in page["whistle_id"]]
    assert len(ids) == len(set(ids)) == total


def test_words_are_looked_for_as_they_stand(published: Published) -> None:
    first, last = months_available(published.release)
    asked = {"month_from": first, "month_to": last}
    everything = whistle_list_count(published.release, **asked)
    assert 0 < whistle_list_count(published.release, words="社区", **asked) <= everything
    assert whistle_list_count(published.release, words="%", **asked) == 0
    assert whistle_list_count(published.release, words="  ", **asked) == everything


def test_what_does_not_exist_is_refused(published: Published) -> None:
    with pytest.raises(StateError):
        whistle_list(published.release, month_from=0, month_to=1, state="lost")
    with pytest.raises(StateError):
        whistle_list(published.release, month_from=0, month_to=1, sort="by luck")
    with pytest.raises(StateError):
        whistle_totals(published.release, month_from=2, month_to=1)
    assert whistle(published.release, "dangjian:nothing") is None
    assert whistle_calls(published.release, "dangjian:nothing") == []


def test_the_demonstration_rings_true(published: Published) -> None:
    first, last = months_available(published.release)
    totals = whistle_totals(published.release, month_from=first, month_to=last)
    assert totals["blown"] >= 50 and totals["joint"] > 0 and totals["open"] > 0
    assert 0.6 < totals["due_solved"] / totals["due"] < 0.98
    themes, offices = whistle_names(published.release)
    assert len(themes) >= 12 and len(offices) >= 12
    linked = published.release.run("whistle_list_count", **{
        "scope_level": "city", "scope_code": None, "month_from": first, "month_to": last, "theme": None,
        "department": None, "state": None, "words": None,
    }).fetchall()  # fmt: skip
    assert linked == [(totals["blown"],)]


def test_every_department_code_of_the_release_is_named(published: Published) -> None:
    themes, offices = whistle_names(published.release)
    with published.release._instance.cursor() as con:
        used = {
            code
            for (code,) in con.execute("select distinct department_code from whistle_department").fetchall()
        }
        told = {code for (code,) in con.execute("select distinct theme_code from whistle").fetchall()}
        links = con.execute("select count(*) from whistle where incident_id is not null").fetchall()[0][0]
        broken = con.execute(
            "select count(*) from whistle w where incident_id is not null "
            "and not exists (from incident i where i.incident_id = w.incident_id)"
        ).fetchall()[0][0]
    assert used <= set(offices) and told <= set(themes)
    assert links > 0 and broken == 0


def test_exactly_the_wrong_rows_of_the_demonstration_are_refused(published: Published) -> None:
    (file,) = [file for file in published.manifest.files if file.dataset == "whistle"]
    kinds = {kind for kind, (_, refused) in FAULT_KINDS.items() if refused}
    wrong = {row.row for row in file.wrong_rows if row.kind in kinds}
    assert {"unknown_department", "unknown_theme", "two_leads", "no_lead", "wrong_order", "duplicate"} <= set(
        file.wrong
    )
    with published.release._instance.cursor() as con:
        refused = con.execute(
            "select r.row from rejected_row r join source_file f on f.file_id = r.file_id where f.name = ?",
            [file.name],
        ).fetchall()
        payloads = con.execute(
            "select r.payload from rejected_row r join source_file f on f.file_id = r.file_id where f.name = ?",
            [file.name],
        ).fetchall()
    assert {row for (row,) in refused} == wrong
    assert not any("演示联系人" in text or "13800138000" in text for (text,) in payloads)


def test_the_same_seed_gives_the_same_ledger(published: Published, tiny_region: Path, tmp_path: Path) -> None:
    again = write_demo(tiny_region, tmp_path, incidents=3_000, until=date(2026, 6, 30))
    (file,) = [file for file in again.files if file.dataset == "whistle"]
    assert (tmp_path / file.name).read_bytes() == (published.folder / file.name).read_bytes()


def test_every_published_whistle_lives_as_the_life_cycle_allows(published: Published) -> None:
    with published.release._instance.cursor() as con:
        wholes = con.execute(
            "select whistle_id, state, blown_at, managed_at, verified_at, closed_at from whistle where not is_void"
        ).fetchall()
        calls = con.execute(
            "select whistle_id, department_code, role, called_at, reported_at, disposed_at from whistle_department"
        ).fetchall()
    told: dict[str, tuple[str, list[str]]] = {}
    for id, state, *times in wholes:
        own = {
            row[1]: dict(zip(("called", "reported", "disposed"), row[3:], strict=True))
            for row in calls
            if row[0] == id
        }
        roles = {row[1]: row[2] for row in calls if row[0] == id}
        whole = dict(zip(("blown", "managed", "verified", "closed"), times, strict=True))
        history = replay_whistle(whistle_events(whole, own if whole["managed"] else {}), roles)
        if history.state != state or history.faults:
            told[id] = (f"{state} but {history.state}", [fault.name for fault in history.faults])
    assert told == {}
