from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.calendar import WorkDays
from governance.errors import StateError
from governance.limits import parse_limits
from governance.office_hours import ROUND_THE_CLOCK, OfficeHours, OfficeHoursTable, Season
from governance.region_clock import RegionClock
from governance.working_time import DAY, NEVER, Suspensions, WorkClock
from tests.governance import reference_clock as reference
from tests.governance.reference_clock import EPOCH, Span, seconds

HOURS = OfficeHours(((510, 720), (840, 1080)))
SEASONAL = OfficeHours(((510, 720), (840, 1080)), (Season((2, 10), (2, 20), ((540, 1020),)),))
NIGHT = OfficeHours(((0, 60), (600, 660), (1380, 1440)))
DAYS = WorkDays.load(date(2026, 1, 1), date(2027, 3, 31))
CLOCKS = {hours: WorkClock(DAYS, hours) for hours in (HOURS, SEASONAL, NIGHT, ROUND_THE_CLOCK)}
CLOCK = CLOCKS[HOURS]

# Two weeks around the Spring Festival of 2026, whose holidays run from Sunday 15 to Monday 23 February and are
# paid for on the Saturdays 14 and 28; and two around the end of the known calendar.
FIRST = {"festival": datetime(2026, 2, 12), "end of the calendar": datetime(2026, 12, 28)}
MINUTES = st.integers(0, 14 * 24 * 60).map(lambda m: m * 60)
# Moments at which something begins or ends are where a clock goes wrong.
EDGES = st.builds(
    lambda day, minute: day * DAY + minute * 60,
    st.integers(0, 13),
    st.sampled_from([0, 510, 720, 840, 1080, 1439]),
)
OFFSETS = MINUTES | EDGES
PAUSES = st.lists(st.tuples(OFFSETS, st.none() | OFFSETS), max_size=4)
FESTIVAL = seconds(FIRST["festival"])


def at(*moment: int) -> int:
    return seconds(datetime(*moment))  # type: ignore[arg-type]  # year, month, day and on


def moment(local: int) -> datetime:
    return EPOCH + timedelta(seconds=int(local))


def suspensions(spans: list[Span]) -> Suspensions:
    table = np.array([(start, NEVER if end is None else end) for start, end in spans], np.int64).reshape(
        -1, 2
    )
    return Suspensions(np.zeros(len(table), np.int64), table[:, 0], table[:, 1])


def ask(clock: WorkClock, start: int, end: int, spans: list[Span]) -> int:
    return int(clock.elapsed(np.array([start]), np.array([end]), suspensions(spans))[0])


def due(clock: WorkClock, start: int, allowed: int, spans: list[Span]) -> int | None:
    found = int(clock.add(np.array([start]), np.array([allowed]), suspensions(spans))[0])
    return None if found == NEVER else found


@settings(max_examples=150)
@given(st.sampled_from(list(CLOCKS)), st.sampled_from(list(FIRST)), OFFSETS, OFFSETS, PAUSES)
@example(HOURS, "festival", 2 * DAY + 720 * 60, 2 * DAY + 840 * 60, [])
@example(HOURS, "festival", 0, 14 * DAY, [(2 * DAY + 900 * 60, None), (0, 3 * DAY), (3 * DAY, 2 * DAY)])
def test_elapsed_counts_the_minutes_that_are_worked(
    hours: OfficeHours, where: str, start: int, end: int, pauses: list[Span]
) -> None:
    base = seconds(FIRST[where])
    spans: list[Span] = [(base + a, None if b is None else base + b) for a, b in pauses]
    expected = reference.elapsed(base + start, base + end, hours, spans)

    assert ask(CLOCKS[hours], base + start, base + end, spans) == expected


@settings(max_examples=150)
@given(st.sampled_from(list(CLOCKS)), st.sampled_from(list(FIRST)), OFFSETS, st.integers(0, 40 * 60), PAUSES)
@example(HOURS, "festival", 720 * 60, 0, [])
@example(HOURS, "festival", 1000 * 60, 80, [(1080 * 60, None)])
def test_a_deadline_is_the_first_minute_by_which_the_limit_is_used_up(
    hours: OfficeHours, where: str, start: int, minutes: int, pauses: list[Span]
) -> None:
    base = seconds(FIRST[where])
    spans: list[Span] = [(base + a, None if b is None else base + b) for a, b in pauses]
    expected = reference.deadline(base + start, minutes * 60, hours, spans)
    found = due(CLOCKS[hours], base + start, minutes * 60, spans)

    assert found == expected
    if found is not None:
        assert ask(CLOCKS[hours], base + start, found, spans) == minutes * 60


@given(st.integers(0, 13 * DAY), st.integers(0, 13 * DAY), st.integers(0, 13 * DAY))
def test_elapsed_adds_up_to_the_second(a: int, b: int, c: int) -> None:
    first, middle, last = (FESTIVAL + second for second in sorted((a, b, c)))
    whole = int(CLOCK.elapsed(first, last))

    assert whole == int(CLOCK.elapsed(first, middle)) + int(CLOCK.elapsed(middle, last))
    assert 0 <= whole <= last - first


@given(
    st.lists(
        st.tuples(MINUTES, MINUTES, st.lists(st.tuples(MINUTES, st.none() | MINUTES), max_size=3)), max_size=8
    )
)
def test_many_cases_at_once_get_what_each_gets_alone(cases: list[tuple[int, int, list[Span]]]) -> None:
    start = np.array([FESTIVAL + a for a, _, _ in cases], np.int64)
    end = np.array([FESTIVAL + b for _, b, _ in cases], np.int64)
    # Suspensions come in the order of the file, not of the cases.
    rows = [
        (n, FESTIVAL + a, NEVER if b is None else FESTIVAL + b) for n, c in enumerate(cases) for a, b in c[2]
    ]
    table = np.array(sorted(rows, key=lambda row: row[1]), np.int64).reshape(-1, 3)
    together = Suspensions(table[:, 0], table[:, 1], table[:, 2])
    alone = [[(FESTIVAL + a, None if b is None else FESTIVAL + b) for a, b in c[2]] for c in cases]

    assert CLOCK.elapsed(start, end, together).tolist() == [
        ask(CLOCK, FESTIVAL + a, FESTIVAL + b, spans) for (a, b, _), spans in zip(cases, alone, strict=True)
    ]
    allowed = (end - FESTIVAL) // 4
    assert CLOCK.add(start, allowed, together).tolist() == [
        NEVER if (found := due(CLOCK, FESTIVAL + a, int(n), spans)) is None else found
        for (a, _, _), n, spans in zip(cases, allowed, alone, strict=True)
    ]


# By hand. Office hours 08:30–12:00 and 14:00–18:00: seven and a half hours a day.


def test_a_limit_filed_before_the_spring_festival_ends_after_it() -> None:
    # Saturday 14 February is worked; then free to Monday 23. One hour is left on Saturday, three come on Tuesday.
    assert moment(int(CLOCK.add(at(2026, 2, 14, 17), 4 * 3600))) == datetime(2026, 2, 24, 11, 30)


def test_saturdays_worked_in_exchange_count() -> None:
    assert int(CLOCK.elapsed(at(2026, 2, 28), at(2026, 3, 1))) == 7.5 * 3600
    assert int(CLOCK.elapsed(at(2026, 3, 7), at(2026, 3, 8))) == 0
    assert int(CLOCK.elapsed(at(2026, 2, 15), at(2026, 2, 24))) == 0


def test_beyond_the_known_calendar_only_weekends_are_free() -> None:
    # 1 January 2027, a Friday, will be a holiday; nobody has announced it yet.
    assert int(CLOCK.elapsed(at(2027, 1, 1), at(2027, 1, 2))) == 7.5 * 3600
    assert int(CLOCK.elapsed(at(2027, 1, 2), at(2027, 1, 4))) == 0


def test_lunch_is_no_work() -> None:
    assert int(CLOCK.elapsed(at(2026, 3, 2, 11, 30), at(2026, 3, 2, 14, 30))) == 3600
    assert int(CLOCK.elapsed(at(2026, 3, 2, 12), at(2026, 3, 2, 14))) == 0
    assert moment(int(CLOCK.add(at(2026, 3, 2, 13), 3600))) == datetime(2026, 3, 2, 15)


def test_a_deadline_is_the_end_of_work_and_a_beginning_the_next_moment_of_it() -> None:
    assert moment(int(CLOCK.add(at(2026, 3, 2, 8, 30), 3.5 * 3600))) == datetime(2026, 3, 2, 12)
    assert moment(int(CLOCK.add(at(2026, 3, 2, 8, 30), 7.5 * 3600))) == datetime(2026, 3, 2, 18)
    assert moment(int(CLOCK.next_moment(at(2026, 3, 2, 18)))) == datetime(2026, 3, 3, 8, 30)
    assert moment(int(CLOCK.next_moment(at(2026, 3, 2, 12)))) == datetime(2026, 3, 2, 14)
    assert moment(int(CLOCK.next_moment(at(2026, 3, 2, 9)))) == datetime(2026, 3, 2, 9)


def test_a_suspension_over_night_stops_only_the_hours_of_work_in_it() -> None:
    # From 17:00 to 09:30: one hour in the evening, one in the morning.
    pause: list[Span] = [(at(2026, 3, 2, 17), at(2026, 3, 3, 9, 30))]

    assert ask(CLOCK, at(2026, 3, 2, 8), at(2026, 3, 3, 18), pause) == (15 - 2) * 3600
    assert due(CLOCK, at(2026, 3, 2, 14), 4 * 3600, pause) == at(2026, 3, 3, 10, 30)
    assert due(CLOCK, at(2026, 3, 2, 14), 3 * 3600, pause) == at(2026, 3, 2, 17)


def test_overlapping_suspensions_count_once() -> None:
    pauses: list[Span] = [
        (at(2026, 3, 2, 10), at(2026, 3, 2, 15)),
        (at(2026, 3, 2, 9), at(2026, 3, 2, 11)),
        (at(2026, 3, 2, 9, 30), at(2026, 3, 2, 10)),
    ]

    assert ask(CLOCK, at(2026, 3, 2, 8, 30), at(2026, 3, 2, 18), pauses) == 3.5 * 3600


def test_a_suspension_that_still_lasts_holds_the_deadline_for_ever() -> None:
    pause: list[Span] = [(at(2026, 3, 2, 10), None)]

    assert due(CLOCK, at(2026, 3, 2, 9), 2 * 3600, pause) is None
    assert due(CLOCK, at(2026, 3, 2, 9), 3600, pause) == at(2026, 3, 2, 10)
    assert ask(CLOCK, at(2026, 3, 2, 9), at(2026, 3, 9), pause) == 3600


def test_nothing_takes_no_time() -> None:
    night = at(2026, 3, 7, 3)

    assert int(CLOCK.elapsed(night, night)) == 0
    assert int(CLOCK.add(night, 0)) == night
    assert int(CLOCK.elapsed(night + 9 * DAY, night)) == 0
    assert int(CLOCK.add(at(2026, 1, 1), 0)) == at(2026, 1, 1)
    assert CLOCK.elapsed(np.zeros(0, np.int64), np.zeros(0, np.int64), suspensions([])).tolist() == []


def test_hours_of_a_season_hold_in_the_season_alone() -> None:
    clock = CLOCKS[SEASONAL]

    assert clock.day_seconds(np.array([at(2026, 2, 9, 23), at(2026, 2, 10), at(2026, 2, 21)])).tolist() == [
        27_000,
        28_800,
        27_000,
    ]
    assert int(clock.elapsed(at(2026, 2, 10), at(2026, 2, 11))) == 8 * 3600


def test_a_moment_outside_the_calendar_is_an_error_that_names_it() -> None:
    with pytest.raises(StateError, match="2025-12-31"):
        CLOCK.worked(at(2025, 12, 31, 9))
    with pytest.raises(StateError, match="2027-03-31"):
        CLOCK.add(at(2027, 3, 31, 17), 7_200)
    assert int(CLOCK.add(at(2027, 3, 31, 17), 3_600)) == at(2027, 3, 31, 18)
    assert int(CLOCK.elapsed(at(2027, 3, 31, 17), at(2027, 4, 1))) == 3_600
    holiday = WorkClock(WorkDays.load(date(2026, 2, 16), date(2026, 2, 17)), HOURS)
    assert int(holiday.elapsed(at(2026, 2, 16), at(2026, 2, 17))) == 0
    with pytest.raises(StateError):
        holiday.at(0)


def test_every_county_keeps_its_own_hours_and_plain_limits_none() -> None:
    late = OfficeHours(((600, 1200),))
    region = RegionClock(DAYS, OfficeHoursTable("1", HOURS, {"530381": late, "530326": HOURS}))
    which = region.which(
        ["530302", "530381", None, "530326", "530381"], np.array([False, False, False, False, True])
    )
    start = np.full(5, at(2026, 3, 2, 9))
    pauses = Suspensions(
        np.array([4, 1]), np.array([at(2026, 3, 2, 10)] * 2), np.array([at(2026, 3, 2, 11)] * 2)
    )

    assert len(region.clocks) == 3
    assert (region.elapsed(which, start, start + 7_200, pauses) // 60).tolist() == [120, 0, 120, 120, 60]
    assert [moment(t).hour for t in region.add(which, start, np.full(5, 3_600), pauses)] == [
        10,
        12,
        10,
        10,
        10,
    ]


def test_a_limit_in_days_follows_the_hours_of_the_cases_own_county() -> None:
    region = RegionClock(DAYS, OfficeHoursTable("1", HOURS, {"530381": OfficeHours(((600, 1200),))}))
    rows = [("工作日", "2"), ("小时", "3"), ("工作时", "4")]
    limits = parse_limits(
        {
            "version": "1", "class_code": "E01", "subclass_name": unit, "stage": "dispose", "item": "",
            "amount": amount, "unit": unit, "source": "s",
        }
        for unit, amount in rows
    ).limits  # fmt: skip
    limit = np.array([0, 0, 1, 2])
    which = region.which(["530302", "530381", "530381", "530381"], limit == 1)
    start = np.full(4, at(2026, 3, 6, 10))
    allowed = region.seconds(which, start, limit, limits)

    assert (allowed / 3600).tolist() == [15, 20, 3, 4]
    assert [moment(end) for end in region.add(which, start, allowed)] == [
        datetime(2026, 3, 10, 10),
        datetime(2026, 3, 9, 20),
        datetime(2026, 3, 6, 13),
        datetime(2026, 3, 6, 14),
    ]
