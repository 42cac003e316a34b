"""Counting the days of a clock whose budget is in days.

A day counts unless its close of office lies in a pause, begin included and end excluded; the start day never counts.
"""

from collections.abc import Iterator
from datetime import datetime

from core.deadlines.budget import Mode
from core.deadlines.calendar import Calendar, local
from core.deadlines.rulers import WorkingDays, day_ruler
from core.deadlines.state import ClockState

_FOR_EVER = 2**62


def due_day(state: ClockState, calendar: Calendar) -> datetime | None:
    """Close of office of the last day granted; None while an open pause stands before it."""
    ruler = day_ruler(state.granted.mode, calendar)
    left = state.granted.amount
    for closes in counting_days(state, calendar):
        if left <= len(closes):
            return _on_working_day(ruler.close(closes[left - 1]), state, calendar)
        left -= len(closes)
    return None


def counting_days(state: ClockState, calendar: Calendar, until: datetime | None = None) -> Iterator[range]:
    """The counting days of each running span whose close of office is before `until`, as the ruler numbers them."""
    ruler = day_ruler(state.granted.mode, calendar)
    first = ruler.after(local(state.start).date())
    for since, end in state.running(until):
        yield range(max(first, ruler.first_close(since)), _FOR_EVER if end is None else ruler.first_close(end))


def close_before(state: ClockState, calendar: Calendar, due: datetime, days: int) -> datetime:
    """Close of office of the `days`-th working day before due's, days in a pause left out; never before the start."""
    ruler = WorkingDays(calendar)
    number = ruler.first_close(due)
    while days:
        number -= 1
        if number < 0 or ruler.close(number) <= state.start:
            return local(state.start)
        days -= not state.stands_at(ruler.close(number))
    return ruler.close(number)


def _on_working_day(close: datetime, state: ClockState, calendar: Calendar) -> datetime | None:
    """The close itself or, after a day of rest, that of the next working day not in a pause (民法典 art. 203)."""
    if state.granted.mode is Mode.WORKING:
        return close
    ruler = WorkingDays(calendar)
    for since, until in state.running():
        candidate = ruler.close(ruler.first_close(max(since, close)))
        if until is None or candidate < until:
            return candidate
    return None
