from datetime import time, timedelta

import pytest

from core.deadlines.hours import HoursError, OfficeHours
from tests.core.deadlines.oracle import exactly

MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(18))
HOURS = OfficeHours((MORNING, AFTERNOON))


@pytest.mark.parametrize(
    ("moment", "worked"), [(0, 0), (9, 0), (10.5, 1.5), (12, 3), (13, 3), (14, 3), (18, 7), (23, 7)]
)
def test_worked_leaves_the_noon_break_out(moment: float, worked: float) -> None:
    assert HOURS.worked(timedelta(hours=moment)) == timedelta(hours=worked)


@pytest.mark.parametrize(("worked", "moment"), [(0.5, 9.5), (3, 12), (3.5, 14.5), (7, 18)])
def test_moment_is_the_earliest_with_so_much_worked(worked: float, moment: float) -> None:
    assert HOURS.moment(timedelta(hours=worked)) == timedelta(hours=moment)


def test_a_day_holds_no_more_than_its_length() -> None:
    with pytest.raises(HoursError, match=exactly("a day has only 7:00:00 of working time")):
        HOURS.moment(timedelta(hours=8))


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        ((), "office hours need at least one period, such as 09:00-12:00"),
        (((time(12), time(9)),), "a period must end after it begins: 12:00-09:00"),
        (((time(9), time(9)),), "a period must end after it begins: 09:00-09:00"),
        ((AFTERNOON, MORNING), "periods must follow one another: 09:00 lies before 18:00"),
        (((time(9), time(13)), (time(12), time(18))), "periods must follow one another: 12:00 lies before 13:00"),
    ],
)
def test_hours_that_no_clock_can_run_on_are_refused(periods: tuple[tuple[time, time], ...], message: str) -> None:
    with pytest.raises(HoursError) as refused:
        OfficeHours(periods)
    assert str(refused.value) == message
