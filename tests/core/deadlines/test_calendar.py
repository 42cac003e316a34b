from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SHANGHAI
from core.deadlines.calendar import Calendar, local
from core.deadlines.workdays import CalendarError
from tests.core.deadlines.oracle import ZONES, at, due_in_minutes, exactly, instants, minutes, prove

spans = st.timedeltas(timedelta(0), timedelta(hours=100))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-20 17:55", 4, "2026-11-23 14:55"),
        ("2026-11-20 09:00", 3, "2026-11-20 12:00"),
        ("2026-11-20 12:30", 1, "2026-11-20 15:00"),
        ("2026-11-20 14:00", 4, "2026-11-20 18:00"),
        ("2026-11-20 18:00", 7, "2026-11-23 18:00"),
        ("2026-11-21 11:00", 0, "2026-11-21 11:00"),
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),
        ("2026-09-19 10:00", 1, "2026-09-20 10:00"),
    ],
)
def test_working_hours_end_where_they_should(calendar: Calendar, start: str, hours: int, end: str) -> None:
    assert calendar.add_working_time(at(start), timedelta(hours=hours)) == at(end)


@prove(60)
@given(start=minutes(), count=st.integers(1, 1500))
def test_adding_equals_counting_minute_by_minute(calendar: Calendar, start: datetime, count: int) -> None:
    end = calendar.add_working_time(start, timedelta(minutes=count))
    assert end == due_in_minutes(start, count, [], working=True)


@prove(300)
@given(start=instants(), span=spans)
def test_between_is_the_inverse_of_add(calendar: Calendar, start: datetime, span: timedelta) -> None:
    assert calendar.working_time_between(start, calendar.add_working_time(start, span)) == span


@prove(300)
@given(start=instants(), first=spans, second=spans)
def test_adding_twice_is_adding_the_sum(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    once = calendar.add_working_time(start, first)
    assert calendar.add_working_time(once, second) == calendar.add_working_time(start, first + second) or not second


@prove(300)
@given(one=instants(), other=instants(), span=spans)
def test_a_later_start_never_ends_earlier(calendar: Calendar, one: datetime, other: datetime, span: timedelta) -> None:
    earlier, later = sorted((one, other))
    assert calendar.add_working_time(earlier, span) <= calendar.add_working_time(later, span)


@prove(200)
@given(start=instants(), span=spans)
def test_the_zone_of_the_input_is_irrelevant(calendar: Calendar, start: datetime, span: timedelta) -> None:
    answers = [calendar.add_working_time(start.astimezone(zone), span) for zone in ZONES]
    assert len(set(answers)) == 1
    assert {answer.tzinfo for answer in answers} == {SHANGHAI}


@prove(200)
@given(instant=instants())
def test_first_close_is_the_next_close_of_office(calendar: Calendar, instant: datetime) -> None:
    index = calendar.first_close(instant)
    assert calendar.close_of(calendar.workdays[index - 1]) < instant <= calendar.close_of(calendar.workdays[index])


def test_close_of_office_itself_is_not_past(calendar: Calendar) -> None:
    friday = calendar.first_close(at("2026-11-20 18:00"))
    assert calendar.workdays[friday] == date(2026, 11, 20)
    assert calendar.first_close(at("2026-11-20 18:00") + timedelta(microseconds=1)) == friday + 1


def test_negative_time_cannot_be_added(calendar: Calendar) -> None:
    with pytest.raises(
        CalendarError, match=exactly("working time to add must not be negative, but is -1 day, 23:00:00")
    ):
        calendar.add_working_time(at("2026-11-20 10:00"), timedelta(hours=-1))


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(CalendarError) as refused:
        local(datetime(2026, 11, 22, 9, 30))  # noqa: DTZ001 - the naive instant is the point
    assert str(refused.value) == "2026-11-22T09:30:00 has no offset: write it like 2026-11-22T09:30:00+08:00"


def test_provisional_goes_by_the_local_date(calendar: Calendar) -> None:
    evening = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert not calendar.is_provisional(evening, evening)
    assert calendar.is_provisional(evening, evening + timedelta(minutes=1))
