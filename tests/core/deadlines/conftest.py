"""The calendar of Tai'an, as every test of the time core uses it."""

from datetime import time

import pytest

from core.deadlines.calendar import Calendar
from core.deadlines.hours import OfficeHours
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.workdays import WorkDays


@pytest.fixture(scope="session")
def workdays() -> WorkDays:
    """2004–2026 official, 2027–2050 provisional."""
    return WorkDays(seed_days(), SEED_YEARS)


@pytest.fixture(scope="session")
def calendar(workdays: WorkDays) -> Calendar:
    """Office hours 09:00–12:00 and 14:00–18:00."""
    return Calendar(workdays, OfficeHours(((time(9), time(12)), (time(14), time(18)))))
