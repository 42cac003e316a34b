"""The same answers by another road: minute by minute, from the published package, sharing no code with the core."""

import os
import re
from datetime import UTC, date, datetime, time, timedelta, timezone

import chinese_calendar
from hypothesis import settings
from hypothesis import strategies as st

CHINA = timezone(timedelta(hours=8))
ZONES = (UTC, CHINA, timezone(timedelta(hours=-9, minutes=-30)))
CLOSE = time(18)
FACTOR = 50 if os.environ.get("HOTLINE_TEST_LONG") == "1" else 1

Gap = tuple[datetime, datetime | None]


def prove(examples: int) -> settings:
    """So many examples in the ordinary run, fifty times as many with HOTLINE_TEST_LONG=1."""
    return settings(max_examples=examples * FACTOR, deadline=None)


def exactly(message: str) -> str:
    """The pattern that matches this message and no other."""
    return f"^{re.escape(message)}$"


def at(text: str) -> datetime:
    """`2026-11-20 17:55` in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def dates(last: date = date(2026, 6, 30)) -> st.SearchStrategy[date]:
    return st.dates(date(2004, 1, 1), last)


def minutes() -> st.SearchStrategy[datetime]:
    """Whole minutes early enough for the answers to lie before 2027, written in any zone."""
    return instants().map(lambda t: t.replace(second=0, microsecond=0))


def instants() -> st.SearchStrategy[datetime]:
    """Any instant, written in any zone."""
    after = st.timedeltas(timedelta(0), at("2026-06-30 00:00") - at("2004-01-03 00:00"))
    return st.builds(
        lambda passed, zone: (at("2004-01-03 00:00") + passed).astimezone(zone), after, st.sampled_from(ZONES)
    )


def is_open(t: datetime) -> bool:
    """Whether the minute that begins at t is office time of a working day."""
    here = t.astimezone(CHINA)
    return chinese_calendar.is_workday(here.date()) and (9 <= here.hour < 12 or 14 <= here.hour < 18)


def is_paused(t: datetime, gaps: list[Gap]) -> bool:
    return any(since <= t and (until is None or t < until) for since, until in gaps)


def due_in_minutes(start: datetime, granted: int, gaps: list[Gap], *, working: bool) -> datetime:
    """The first minute, not paused, before which so many counting minutes have passed since the start."""
    t, used = start, 0
    while used < granted or is_paused(t, gaps):
        used += not is_paused(t, gaps) and (not working or is_open(t))
        t += timedelta(minutes=1)
    return t


def due_in_days(start: datetime, granted: int, gaps: list[Gap]) -> datetime:
    """Minute by minute to the granted-th close of office of a working day after the start day, outside pauses."""
    here = start.astimezone(CHINA)
    t = datetime.combine(here.date() + timedelta(1), time(), CHINA)
    while True:
        if t.time() == CLOSE and chinese_calendar.is_workday(t.date()) and not is_paused(t, gaps):
            granted -= 1
            if not granted:
                return t
        t += timedelta(minutes=1)
