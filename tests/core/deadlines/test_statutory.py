from datetime import UTC, date, datetime, timedelta
from math import radians, sin

import pytest
from chinese_calendar.constants import holidays

from core.deadlines.statutory import lunar_years, provisional_year, statutory_days
from tests.core.deadlines.oracle import CHINA


def by_name(year: int, name: str) -> list[date]:
    return [day for day, known in statutory_days(year).items() if known == name]


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_thirteen_days_of_a_published_year_are_free_in_it(year: int) -> None:
    days = statutory_days(year)
    assert len(days) == 13
    assert [day for day in days if day not in holidays] == []


def test_the_days_of_2027() -> None:
    assert [day.strftime("%m-%d") for day in statutory_days(2027)] == (
        [
            "01-01",
            "02-05",
            "02-06",
            "02-07",
            "02-08",
            "04-05",
            "05-01",
            "05-02",
            "06-09",
            "09-15",
            "10-01",
            "10-02",
            "10-03",
        ]
    )


def new_moon(near: date) -> datetime:
    """The new moon nearest to the date, in China's time, to some minutes (the main terms of lunar theory)."""
    months = round(((near - date(2000, 1, 6)).days + 0.25) / 29.530588861)
    sun, moon, node = (
        radians(start + rate * months)
        for start, rate in ((2.5534, 29.1053567), (201.5643, 385.81693528), (160.7108, 390.67050284))
    )
    days = 29.530588861 * months - 0.4072 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon)
    days += 0.01039 * sin(2 * node) + 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    return datetime(2000, 1, 6, 14, 20, 37, tzinfo=UTC).astimezone(CHINA) + timedelta(days=days)


@pytest.mark.parametrize("year", lunar_years())
def test_lunar_months_begin_on_the_day_of_a_new_moon(year: int) -> None:
    spring, boats, autumn = by_name(year, "春节")[1], by_name(year, "端午节")[0], by_name(year, "中秋节")
    for first in (spring, boats - timedelta(4), *(day - timedelta(14) for day in autumn)):
        moon, slack = new_moon(first), timedelta(minutes=20)
        assert (moon - slack).date() <= first <= (moon + slack).date()


@pytest.mark.parametrize("year", lunar_years())
def test_clear_brightness_follows_the_almanac_rule(year: int) -> None:
    short = year - 2000
    assert by_name(year, "清明节") == [date(year, 4, int(short * 0.2422 + 4.81) - short // 4)]


@pytest.mark.parametrize("year", lunar_years())
def test_festivals_fall_in_their_lunar_months(year: int) -> None:
    spring = by_name(year, "春节")[1]
    assert date(year, 1, 21) <= spring <= date(year, 2, 21)
    boats = by_name(year, "端午节")[0]
    assert round((boats - spring).days / 29.53) in (4, 5)


def test_a_mid_autumn_on_national_day_takes_its_name_once() -> None:
    assert statutory_days(2031)[date(2031, 10, 1)] == "国庆节"
    assert len(statutory_days(2031)) == 12


def test_beyond_the_table_only_the_fixed_days_are_known() -> None:
    assert [day.strftime("%m-%d") for day in statutory_days(2051)] == [
        "01-01",
        "05-01",
        "05-02",
        "10-01",
        "10-02",
        "10-03",
    ]


def test_a_provisional_year_works_monday_to_friday_without_the_statutory_days() -> None:
    days = list(provisional_year(2027))
    assert len(days) == 365
    assert all(day.working == (day.date.weekday() < 5 and day.date not in statutory_days(2027)) for day in days)
    assert not any(day.name and day.working for day in days)
