from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from governance.life_cycle import FAULTS
from governance.whistle_cycle import WHISTLE_FAULTS
from ui.notices import beyond_calendar
from ui.panels import source_line
from ui.text import LANGS, Lang, catalogue
from views.basis import Provenance

KNOWN = Provenance(
    release_id="r",
    published_at=datetime(2026, 11, 1),
    data_from=date(2024, 11, 1),
    data_to=date(2026, 10, 31),
    is_demo=False,
    definitions_version="1",
    geometry_hash="g",
    calendar_known_until=date(2026, 12, 31),
    beyond_calendar=1_234,
)


def test_cases_beyond_the_announced_holidays_are_told_on_every_screen() -> None:
    words = beyond_calendar(KNOWN, "en")

    assert "31 Dec 2026" in words
    assert "1,234 cases" in words
    assert words in source_line(KNOWN, "en")


def test_nothing_is_said_while_the_calendar_reaches_far_enough() -> None:
    assert beyond_calendar(replace(KNOWN, beyond_calendar=0), "zh") == ""
    assert beyond_calendar(replace(KNOWN, calendar_known_until=None), "zh") == ""


@pytest.mark.parametrize("lang", LANGS)
def test_every_fault_of_a_life_cycle_has_words(lang: Lang) -> None:
    words = {key.removeprefix("life_fault.") for key in catalogue(lang) if key.startswith("life_fault.")}

    assert words == set(FAULTS) | set(WHISTLE_FAULTS)
