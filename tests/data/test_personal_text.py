"""Numbers that lead to a person never get past reading, whatever the contract, and the file's own numbers stay."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from data.publish import check, publish
from data.release import open_release
from data.settings import Settings
from data.staging.personal import HIDDEN_ID, HIDDEN_PHONE, mask_cells, mask_keys, mask_numbers
from tests.data.deliveries import case, csv_text, write_csv
from tests.data.release_tables import rows_of

MOBILE, IDENTITY, LANDLINE = "13912345678", "530302199001011234", "0874-3123456"


def masked_keys(*keys: str) -> list[str]:
    return mask_keys(pa.array(keys)).to_pylist()


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text(st.sampled_from("0123456789１３９ -—·()（）+.Xx电号"), max_size=30),
            st.builds(lambda a, b: a + MOBILE + b, st.text(max_size=4), st.text(max_size=4)),
            st.builds(lambda a, b: a + IDENTITY + b, st.text(max_size=4), st.text(max_size=4)),
        ),
        max_size=30,
    )
)
@budget(max_examples=150)
def test_a_column_is_masked_as_its_cells_are_one_by_one(cells: list[str | None]) -> None:
    expected = [cell if cell is None else mask_numbers(cell) for cell in cells]
    assert mask_cells(pa.array(cells, pa.string())).to_pylist() == expected


@pytest.mark.parametrize(
    "text",
    [
        "103.13912345678",
        "25.0412345678",
        "0.530302199001011",
        "订单20260305000123456789",
        "2026-03-14 08:30:00",
    ],
)
def test_decimals_times_and_longer_numbers_stay(text: str) -> None:
    assert mask_numbers(text) == text


def test_a_number_of_a_case_stays_unless_it_is_a_persons() -> None:
    # Division, date and serial: the form of an identity card, without its check digit or of a child not yet born.
    numbers = ("530302202603050001", "20260305001", "CG13912345678", "530302199001011234", "990102200201001")
    assert masked_keys(*numbers) == list(numbers)
    assert masked_keys(MOBILE, "11010519491231002X") == [HIDDEN_PHONE, HIDDEN_ID]


def test_any_contract_loses_numbers_of_people_in_any_text_and_says_so(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    rows = [
        case(number=1, title=f"请回电{MOBILE}", address=f"胜利路3号 {LANDLINE}", handler=f"张队 {IDENTITY}"),
        case(number=2, title="订单20260305000123456789未到"),
        # Rejected, and told with its value.
        case(number=3, state=MOBILE, title=f"身份证{IDENTITY}"),
        case(number=4, received_at=MOBILE),
    ]
    write_csv(tmp_path / "in", rows)
    report = publish(tiny_settings, tmp_path / "in").check
    release = open_release(tiny_settings)
    told = report.problems[report.problems["rule"] == "personal_masked"]
    assert sorted(zip(told["row"], told["column"], strict=True)) == [
        (2, "事发地点"), (2, "处置单位"), (2, "问题描述"), (4, "问题描述"),
    ]  # fmt: skip
    assert set(told["level"]) == {"note"}
    titles = {row["case_no"]: row["title"] for row in rows_of(release, "incident")}
    assert titles == {"A0001": f"请回电{HIDDEN_PHONE}", "A0002": "订单20260305000123456789未到"}
    written = report.problems.to_json() + json.dumps(rows_of(release, "rejected_row"), default=str)
    for secret in (MOBILE, IDENTITY, "3123456"):
        assert secret not in written


def test_columns_outside_the_contract_and_cells_too_many_are_masked_too(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    header, first, second = csv_text([case(state="?"), case(number=2)]).splitlines()
    folder = tmp_path / "in"
    folder.mkdir()
    text = "\r\n".join([f"{header},联系电话", f"{first},{MOBILE}", f"{second},1,{MOBILE}"]) + "\r\n"
    (folder / "城管案卷.csv").write_bytes(text.encode("gb18030"))
    write_csv(folder, [case(number=9)], "城管另.csv")
    publish(tiny_settings, folder)
    payloads = [row["payload"] for row in rows_of(open_release(tiny_settings), "rejected_row")]
    assert len(payloads) == 2
    assert all(HIDDEN_PHONE in payload and MOBILE not in payload for payload in payloads)


def test_a_case_numbered_by_a_telephone_is_held_back(tiny_settings: Settings, tmp_path: Path) -> None:
    write_csv(tmp_path / "in", [case(case_no=MOBILE), case(case_no="13987654321"), case(number=3)])
    problems = check(tiny_settings, tmp_path / "in").problems
    found = problems[problems["rule"] == "key_personal"]
    assert list(found["row"]) == [2, 3] and set(found["level"]) == {"error"}
    assert set(found["value"]) == {HIDDEN_PHONE}
    assert "duplicate_case" not in set(problems["rule"]), "two people are not one case"
