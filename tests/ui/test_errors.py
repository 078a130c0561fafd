"""Errors reach the screen in one box: title, detail, remedy, escaped; what nobody expected gets a number."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest


def _known() -> None:
    from governance.errors import ReleaseError
    from ui.errors import shown

    @shown
    def page() -> None:
        raise ReleaseError("没有发布", "row 3: <script>alert(1)</script>", "make run")

    page()


def _unknown() -> None:
    import streamlit as st

    from ui.errors import shown_errors

    with shown_errors():
        raise ZeroDivisionError("password=1234")
    st.write("after")


def _control_flow() -> None:
    import streamlit as st

    from ui.errors import shown_errors

    with shown_errors():
        st.stop()
    st.write("never")


def _html(test: AppTest) -> str:
    return "".join(str(element.value) for element in test.html)


def test_a_known_error_is_shown_with_its_remedy_and_escaped() -> None:
    html = _html(AppTest.from_function(_known).run())
    assert "没有发布" in html
    assert "make run" in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_unexpected_error_is_logged_with_the_number_that_is_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="onemap"):
        test = AppTest.from_function(_unknown).run()
    (record,) = [record for record in caplog.records if record.name == "onemap"]
    number = record.getMessage().split()[-1]
    html = _html(test)
    assert number in html
    assert "1234" not in html  # the visitor learns nothing of the inside
    assert "ZeroDivisionError" not in html
    assert record.exc_info is not None
    assert [element.value for element in test.markdown] == ["after"]


def test_streamlits_own_control_flow_passes_through() -> None:
    test = AppTest.from_function(_control_flow).run()
    assert not test.markdown
    assert not test.exception
    assert _html(test) == ""
