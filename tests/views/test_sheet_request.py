"""A request of a sheet: one text, one code, and refusals in words."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import StateError
from tests.conftest import Published
from views.basis import Basis
from views.sheet.checks import LONGEST, checked_text
from views.sheet.code import ALPHABET, read_code
from views.sheet.fresh import Fresh, fresh_choices
from views.sheet.request import (
    LABELS,
    PANELS,
    STYLES,
    SheetRequest,
    canonical,
    code_of,
    live_address,
    read_request,
    request_from,
    request_of,
    require_ready,
    state_of,
    write_request,
)
from views.sheet.sizes import ORIENTATIONS, SIZES

VIEW = (
    ("c", ""),
    ("i", "cases_per_10k"),
    ("l", "district"),
    ("m", "zone"),
    ("p", "2026-06"),
    ("u", "990100"),
)
BASE = SheetRequest("20260701T000000Z", view=VIEW)
# Another value of every field, that changes nothing else.
OTHERS: dict[str, Any] = {
    "release_id": "20260702T000000Z",
    "subject": "assessment",
    "view": tuple(sorted({**dict(VIEW), "u": "990101"}.items())),
    "lang": "en",
    "style": "grey",
    "size": "A4",
    "orientation": "portrait",
    "title": "西县",
    "marking": "机密",
    "approval": "GS(2026)1号",
    "is_public": True,
    "watermark": "张三 2026-07-01 09:30",
    "panels": ("figures",),
    "labels": "none",
    "graticule": False,
    "inset": False,
    "neighbours": False,
    "rivers": False,
    "link_base": "https://map.example",
    "as_of": "2026-07-01",
    "background": "0123456789ab",
}
QUIET = Fresh(as_of="2026-07-01")

words = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn"), exclude_characters="<&"), max_size=30
)
requests = st.builds(
    SheetRequest,
    release_id=st.from_regex(r"[0-9]{8}T[0-9]{6}Z", fullmatch=True).map(str),
    view=st.permutations(VIEW).map(tuple),
    lang=st.sampled_from(["zh", "en"]),
    style=st.sampled_from(STYLES),
    size=st.sampled_from([*SIZES, "1600x900px", "200x150mm", "200.50x150mm", "640x480"]),
    orientation=st.sampled_from(ORIENTATIONS),
    title=words,
    marking=words,
    approval=words,
    watermark=words,
    is_public=st.booleans(),
    panels=st.lists(st.sampled_from(PANELS), max_size=6).map(tuple),
    labels=st.sampled_from(LABELS),
    rivers=st.booleans(),
    as_of=st.dates().map(lambda day: day.isoformat()),
)


@settings(max_examples=40)
@given(requests)
def test_the_canonical_text_gives_the_request_back_and_is_written_one_way(request_: SheetRequest) -> None:
    text = canonical(request_)
    again = request_of(text)
    assert again == request_
    assert canonical(again) == text
    loose = json.dumps(dict(reversed(json.loads(text).items())), indent=2)
    assert request_of(loose) == request_, "spaces and order of keys mean nothing"
    code = code_of(request_)
    assert len(code) == 10 and set(code) <= set(ALPHABET)
    assert read_code(f" {code[:5].lower()}-{code[5:].lower()} ") == code


def test_every_field_changes_the_code() -> None:
    assert set(OTHERS) == {field.name for field in fields(SheetRequest)} - {"sheet_version"}
    codes = {name: code_of(replace(BASE, **{name: value})) for name, value in OTHERS.items()}
    assert len({code_of(BASE), *codes.values()}) == len(codes) + 1


def test_the_same_choices_in_other_words_are_the_same_request() -> None:
    assert replace(BASE, title="  西县\n概况 ") == replace(BASE, title="西县 概况")
    assert replace(BASE, title="cafe\u0301") == replace(BASE, title="café")
    assert replace(BASE, size="1600x900") == replace(BASE, size="1600x900px")
    assert replace(BASE, panels=("trend", "figures", "trend")) == replace(BASE, panels=("figures", "trend"))
    assert replace(BASE, link_base="https://map.example/") == replace(BASE, link_base="https://map.example")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "字" * 500),
        ("title", "<b>粗</b>"),
        ("title", "<script src=x>"),
        ("title", "a&lt;b"),
        ("title", "反\u202e转"),
        ("title", "零\u200b宽"),
        ("title", "\x07"),
        ("title", "\ud800"),
        ("marking", "字" * 41),
        ("watermark", "<img>"),
        ("approval", "GS\x00"),
        ("size", "1x1"),
        ("size", "1x1px"),
        ("size", "100000x100000"),
        ("size", "12000x12000px"),
        ("size", "59x100mm"),
        ("size", "A9"),
        ("size", "١٠٠٠x١٠٠٠px"),
        ("size", ""),
        ("style", "neon"),
        ("lang", "fr"),
        ("subject", "weather"),
        ("orientation", "diagonal"),
        ("panels", ("figures", "weather")),
        ("labels", "all"),
        ("release_id", "../../etc/passwd"),
        ("release_id", ""),
        ("as_of", "2026-02-30"),
        ("as_of", "20260701"),
        ("background", "../x"),
        ("link_base", "javascript:alert(1)"),
        ("link_base", "https://map.example/?x=1"),
        ("link_base", "https://user@map.example"),
        ("link_base", "http://[::1"),
        ("link_base", "https://map.example/地图"),
        ("view", (*VIEW, ("x", "1"))),
        ("view", VIEW[1:]),
        ("view", (*VIEW, VIEW[0])),
        ("view", tuple(sorted({**dict(VIEW), "u": "9" * 500}.items()))),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(field: str, value: object) -> None:
    with pytest.raises(StateError) as caught:
        replace(BASE, **{field: value})
    assert caught.value.title and caught.value.detail and caught.value.remedy
    assert len(str(caught.value)) < 400, "a long input is not repeated"


@pytest.mark.parametrize("text", ["少于 < 5 件", "A & B", "x<y", "5 > 3", "“引号”", "龘麟"])
def test_signs_that_are_no_markup_are_kept(text: str) -> None:
    assert checked_text("title", text) == text
    assert checked_text("title", "字" * LONGEST["title"]) == "字" * LONGEST["title"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        "null",
        "not json",
        "[" * 100_000,
        canonical(BASE)[:-5],
        canonical(BASE).replace('"zh"', "7"),
        canonical(BASE).replace('"rivers":true', '"rivers":"yes"'),
        canonical(BASE).replace('"rivers":true,', ""),
        canonical(BASE).replace('"lang"', '"tongue":"zh","lang"'),
        canonical(BASE).replace('"sheet_version":1', '"sheet_version":2'),
        canonical(BASE).replace('"sheet_version":1', '"sheet_version":true'),
        canonical(BASE).replace('{"c":"",', '{"c":5,'),
    ],
)
def test_a_text_that_is_no_request_is_refused(text: str) -> None:
    with pytest.raises(StateError):
        request_of(text)


@pytest.mark.parametrize(
    "typed", ["", "ABC", "ABCDEFGHJU", "ABCDEFGHJKM", "ＡＢＣＤＥＦＧＨＪＫ", "../../../etc"]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(StateError, match="Not a code"):
        read_code(typed)


def test_a_code_is_read_as_people_type_it() -> None:
    assert read_code("https://map.example/?s=0123456789") == "0123456789"
    assert read_code("oi2345678l") == "0123456781"


def test_a_public_sheet_needs_its_number() -> None:
    require_ready(BASE)
    require_ready(replace(BASE, is_public=True, approval="GS(2026)1号"))
    with pytest.raises(StateError, match="approval number"):
        require_ready(replace(BASE, is_public=True))


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"u": "990101", "l": "community", "p": "2026-05..2026-06", "m": "county"},
        {"c": "1", "style": "dark", "size": "A3", "title": "西县", "public": "1", "no": "GS1"},
        {"subject": "category", "panels": "none", "without": "rivers,inset", "labels": "none"},
        {"subject": "cases", "k": "event", "s": "overdue", "as": "units", "turn": "portrait"},
        {"subject": "cases", "day": "2026-06-10", "p": "2026-06", "q": "路灯"},
        {"subject": "hot", "u": "990102", "on": "rates", "lang": "en"},
        {"subject": "whistles", "sheet_lang": "en"},
        {"subject": "assessment", "u": "990101", "size": "1600x900px", "mark": "仅供会议"},
    ],
)
def test_an_address_reads_as_a_request_that_leads_back_to_it(basis: Basis, params: dict[str, str]) -> None:
    request, ignored = read_request(params, basis, QUIET)
    assert ignored == ()
    assert read_request(write_request(request, basis), basis, QUIET) == (request, ())
    state = state_of(request, basis)
    _, live = live_address(request)
    assert live["u"] == state.unit.code and live["p"] == str(state.period)
    assert "as" not in live and "on" not in live
    assert set(dict(request.view)) >= {"m", "u", "l", "i", "p", "c"}, "no default may change under a code"


def test_what_an_address_cannot_say_is_left_out_and_named(basis: Basis) -> None:
    params = {
        "u": "nowhere", "p": "1999-01", "size": "1x1", "title": "<b>x</b>", "style": "neon", "panels": "a",
        "subject": "cases", "as": "sculpture", "k": "no-class",
    }  # fmt: skip
    request, faults = request_from(params, basis, QUIET)
    assert set(faults) == set(params) - {"subject"}
    assert faults["title"].detail.startswith("标题 title") and "px" in faults["size"].remedy
    assert request == read_request({"subject": "cases", "as": "units"}, basis, QUIET)[0]


def test_a_day_outside_the_period_is_left_out(basis: Basis) -> None:
    _, ignored = read_request({"subject": "cases", "p": "2026-06", "day": "2026-03-01"}, basis, QUIET)
    assert ignored == ("day",)


def test_a_subject_shows_only_levels_that_it_has(basis: Basis) -> None:
    def level(**params: str) -> str:
        return read_request(params, basis, QUIET)[0].parameters["l"]

    assert level(subject="hot") == "grid"
    assert level(subject="whistles", u="990101001001") == "community"
    assert level(subject="assessment", l="grid") == "community"
    assert level(subject="assessment", u="990101") == "street"


def test_a_release_that_lacks_the_view_refuses_it(basis: Basis) -> None:
    request, _ = read_request({}, basis, QUIET)
    for name, value in {"u": "530326", "p": "1999-01", "i": "no_such", "l": "planet", "m": "both"}.items():
        other = replace(request, view=tuple(sorted({**dict(request.view), name: value}.items())))
        with pytest.raises(StateError):
            state_of(other, basis)
    coarse = replace(request, view=tuple(sorted({**dict(request.view), "u": "990101"}.items())))
    with pytest.raises(StateError):
        state_of(coarse, basis)  # a zone shows no districts


def test_what_the_installation_adds_is_fixed_in_the_request(basis: Basis, published: Published) -> None:
    own = replace(
        published.settings,
        link_base="https://map.example/",
        sheet_marking="仅供会议",
        sheet_watermark="{user} {time}",
    )
    fresh = fresh_choices(basis, own, user="张三", link_base="http://elsewhere")
    request, _ = read_request({}, basis, fresh)
    assert request.link_base == "https://map.example"
    assert request.marking == "仅供会议"
    assert request.watermark.startswith("张三 20")
    assert len(request.background) == 12
    hostile = fresh_choices(basis, own, user="<script>\u202e张\x07" + "三" * 200).watermark
    assert replace(request, watermark=hostile).watermark.startswith("script张三")
    with pytest.raises(StateError, match="watermark"):
        fresh_choices(basis, replace(own, sheet_watermark="{host}"))
