"""The lines of an explanation that count: a day each, or for elapsed time a running span each."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from core.clock import SHANGHAI
from core.deadlines.budget import Mode
from core.deadlines.calendar import Calendar, local
from core.deadlines.day import Day
from core.deadlines.line import Line, Step, amount_en, amount_zh, make_up_note, rest_day
from core.deadlines.state import ClockState

_MINUTE = timedelta(minutes=1)


def counting_lines(state: ClockState, calendar: Calendar, end: datetime) -> Iterator[Line]:
    """From the start to `end`: the due instant, or the begin of the open pause that hides it."""
    if state.granted.unit == "days":
        return _days(state, calendar, end)
    if state.granted.mode is Mode.WORKING:
        return _working_minutes(state, calendar, end)
    return _elapsed_minutes(state, end)


def _days(state: ClockState, calendar: Calendar, end: datetime) -> Iterator[Line]:
    counted = 0
    for day in _dates(state, calendar, end, first=1):
        at = calendar.close_of(day.date)
        if at > end:
            return
        rests = not day.working and (state.granted.mode is Mode.WORKING or counted == state.granted.amount)
        if rests:
            yield rest_day(day, at)
        elif state.stands_at(at):
            yield Line(Step.SKIPPED, at, "下班时处于暂停，不计", "Paused at close of office, not counted")
        elif counted == state.granted.amount:
            yield _moved_to(at)
        else:
            counted += 1
            yield _counted_day(state, day, at, counted)


def _counted_day(state: ClockState, day: Day, at: datetime, counted: int) -> Line:
    zh, en = make_up_note(day)
    granted = state.granted
    total_zh, total_en = amount_zh(granted.amount, granted), amount_en(granted.amount, granted)
    return Line(Step.COUNTED, at, f"第 {counted} 日{zh}，共 {total_zh}", f"Day {counted} of {total_en}{en}")


def _moved_to(at: datetime) -> Line:
    return Line(
        Step.MOVED, at, "末日为休息日，顺延至本工作日", "The last day was one of rest: moved to this working day"
    )


def _working_minutes(state: ClockState, calendar: Calendar, end: datetime) -> Iterator[Line]:
    total = 0.0
    for day in _dates(state, calendar, end, first=0):
        at = min(max(calendar.close_of(day.date), local(state.start)), end)
        if not day.working:
            yield rest_day(day, at)
            continue
        minutes = _minutes_of(day, state, calendar, end)
        total += minutes
        yield _minutes_line(state, at, minutes, total, make_up_note(day))


def _elapsed_minutes(state: ClockState, end: datetime) -> Iterator[Line]:
    total = 0.0
    for since, until in state.running(end):
        last = until or end
        minutes = (last - since) / _MINUTE
        total += minutes
        yield _minutes_line(state, local(last), minutes, total, ("", ""))


def _minutes_line(state: ClockState, at: datetime, minutes: float, total: float, note: tuple[str, str]) -> Line:
    if not minutes:
        return Line(Step.SKIPPED, at, "暂停或非工作时间，不计", "Paused or outside office hours, not counted")
    granted = state.granted
    return Line(
        Step.COUNTED,
        at,
        f"计 {round(minutes, 2):g} 分钟{note[0]}，累计 {round(total, 2):g}，共 {amount_zh(granted.amount, granted)}",
        f"{round(minutes, 2):g} min counted{note[1]}, {round(total, 2):g} of {amount_en(granted.amount, granted)}",
    )


def _minutes_of(day: Day, state: ClockState, calendar: Calendar, end: datetime) -> float:
    """Working minutes of the date in which the clock ran."""
    midnight = datetime.combine(day.date, time(), SHANGHAI)
    next_midnight = min(midnight + timedelta(1), end)
    spans = ((max(since, midnight), min(until or end, next_midnight)) for since, until in state.running(end))
    ran = (calendar.working_time_between(since, until) for since, until in spans if since < until)
    return sum(ran, timedelta()) / _MINUTE


def _dates(state: ClockState, calendar: Calendar, end: datetime, *, first: int) -> Iterator[Day]:
    """The dates from the start's (`first` = 1: from the next) to the end's."""
    day = local(state.start).date() + timedelta(first)
    while day <= local(end).date():
        yield calendar.workdays.day(day)
        day += timedelta(1)
