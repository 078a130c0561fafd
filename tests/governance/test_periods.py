import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import StateError
from governance.periods import Period, month_index, month_text

months = st.integers(month_index(1990, 1), month_index(2099, 12))


@given(months, months)
def test_a_period_reads_back_from_its_own_text(a, b):
    period = Period(min(a, b), max(a, b))
    assert Period.parse(str(period)) == period


@given(months, st.integers(0, 40))
def test_the_previous_period_is_as_long_and_touches(first, more):
    period = Period(first, first + more)
    assert period.previous.months == period.months
    assert period.previous.last + 1 == period.first


def test_october_2026_is_written_as_people_write_it():
    assert month_text(month_index(2026, 10)) == "2026-10"
    assert str(Period.parse("2026-08..2026-10")) == "2026-08..2026-10"
    assert str(Period.parse("2026-10..2026-10")) == "2026-10"


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "2026-10..2026-08", "x", "2026-10.."])
def test_a_period_that_cannot_be_is_refused_with_a_remedy(text):
    with pytest.raises(StateError) as caught:
        Period.parse(text)
    assert caught.value.remedy


def test_presets_never_reach_before_the_data():
    available = Period.parse("2026-09..2026-10")
    assert Period.preset("year", available) == available
    assert str(Period.preset("month", available)) == "2026-10"
