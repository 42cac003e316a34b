"""The calendar of 2004–2026, as the State Council's notices arranged it, every date explicit."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from core.deadlines.day import Day, ordinary
from core.deadlines.statutory import dates_of

SEED_YEARS = range(2004, 2027)


@cache
def seed_days() -> tuple[Day, ...]:
    """Every date from 2004-01-01 to 2026-12-31, in order."""
    named = {day.date: day for day in _named()}
    return tuple(named.get(day, ordinary(day)) for year in SEED_YEARS for day in dates_of(year))


def _named() -> Iterator[Day]:
    """The dates the notices name; the file leaves out those that are as their weekday says."""
    text = (files("core.deadlines") / "calendar_seed.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Day(date.fromisoformat(row["date"]), row["kind"] == "workday", row["name"])
