from collections import Counter
from datetime import date

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from core.deadlines.day import DayKind
from core.deadlines.seed import SEED_YEARS, seed_days


def test_every_date_of_2004_to_2026_is_as_the_published_package_has_it() -> None:
    days = seed_days()
    assert [day.date for day in days] == sorted(day.date for day in days)
    assert (len(days), days[0].date, days[-1].date) == (8401, date(2004, 1, 1), date(2026, 12, 31))
    for day in days:
        assert day.working == chinese_calendar.is_workday(day.date), day
        assert bool(day.name) == (day.date in holidays or day.date in workdays), day


def test_the_package_knows_no_year_beyond_the_seed() -> None:
    assert max(*holidays, *workdays).year == SEED_YEARS[-1]


def test_2026_has_33_holidays_and_6_make_up_days() -> None:
    kinds = Counter(day.kind for day in seed_days() if day.date.year == 2026)
    assert (kinds[DayKind.HOLIDAY], kinds[DayKind.MAKE_UP]) == (33, 6)
