"""The statutory holidays of a year (全国年节及纪念日放假办法, as amended from 2025): thirteen days.

The lunar ones come from `festivals.csv`, computed for 2025–2050 from the positions of sun and moon at 120° east
(GB/T 33661) by three independent programs that agree.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from core.deadlines.day import Day, ordinary

ENGLISH: Mapping[str, str] = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗战胜利纪念日": "Victory Day",
}
_FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (5, 2, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))


def statutory_days(year: int) -> Mapping[date, str]:
    """Date → festival. The lunar days of a year outside `lunar_years()` are not in it."""
    days = {date(year, month, day): name for month, day, name in _FIXED}
    festivals = _lunar().get(year)
    if festivals is None:
        return days
    spring, qingming, dragon_boat, mid_autumn = festivals
    # New Year's Eve and the first three days of the first month.
    days |= {spring + timedelta(n): "春节" for n in (-1, 0, 1, 2)}
    lunar = {qingming: "清明节", dragon_boat: "端午节", mid_autumn: "中秋节"}
    return dict(sorted((lunar | days).items()))


def lunar_years() -> range:
    """The years whose lunar festivals are known."""
    return range(min(_lunar()), max(_lunar()) + 1)


def provisional_year(year: int) -> Iterator[Day]:
    """Every date of a year for which no notice is known: Monday to Friday without the statutory days."""
    named = statutory_days(year)
    for day in dates_of(year):
        yield Day(day, False, named[day]) if day in named else ordinary(day)


def dates_of(year: int) -> Iterator[date]:
    """Every date of the year, in order."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(1)


@cache
def _lunar() -> Mapping[int, tuple[date, ...]]:
    text = (files("core.deadlines") / "festivals.csv").read_text("utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    return {int(year): tuple(date.fromisoformat(day) for day in days) for year, *days in rows}
