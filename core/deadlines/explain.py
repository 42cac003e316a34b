"""The arithmetic of a clock, line by line, for whoever doubts it."""

from collections.abc import Iterator
from datetime import datetime

from core.deadlines.arithmetic import Due, due, usage
from core.deadlines.calendar import Calendar, local
from core.deadlines.explain_days import counting_lines
from core.deadlines.line import Line, Step, amount_en, amount_zh
from core.deadlines.state import ClockState


def explain(
    state: ClockState, calendar: Calendar, now: datetime, held_until: datetime | None = None
) -> tuple[Line, ...]:
    """Start, extensions, pauses, days counted and skipped in order of time, the due instant, where the clock stands.

    The days counted add up to what was granted and end at the very instant `due` gives, unless a later one was promised
    before a calendar import (`held_until`).
    """
    reckoned = due(state, calendar)
    end = reckoned.not_before(held_until)
    stop = reckoned.at or local(state.gaps[-1][0])
    steps = sorted([*_events(state), *counting_lines(state, calendar, stop)], key=lambda line: line.at)
    held = _held(stop) if end != reckoned else ()
    return (_start(state), *steps, *held, *_end(end, stop), _standing(state, calendar, end, now))


def _start(state: ClockState) -> Line:
    budget = state.budget
    zh, en = f"起算，共 {amount_zh(budget.amount, budget)}", f"Starts, with {amount_en(budget.amount, budget)}"
    if budget.unit == "days":
        zh, en = f"{zh}，当日不计", f"{en}; this day does not count"
    return Line(Step.START, local(state.start), zh, en)


def _events(state: ClockState) -> Iterator[Line]:
    for extension in state.extensions:
        added = extension.budget
        zh, en = amount_zh(added.amount, added), amount_en(added.amount, added)
        yield Line(Step.EXTENSION, local(extension.at), f"批准延期 {zh}", f"Extended by {en}")
    for pause in state.pauses:
        yield Line(Step.PAUSE, local(pause.since), f"暂停：{pause.reason}", f"Paused: {pause.reason}")
        if pause.until is not None:
            yield Line(Step.RESUME, local(pause.until), "恢复计时", "Resumed")


def _held(reckoned: datetime) -> Iterator[Line]:
    zh = "按新公布的放假安排应于此时到期；不早于此前告知的期限"
    en = "Due here by the holidays published since; kept at what had been promised"
    yield Line(Step.HELD, reckoned, zh, en)


def _end(end: Due, stop: datetime) -> Iterator[Line]:
    if end.at is None:
        yield Line(
            Step.STANDS, stop, "暂停中，恢复后确定期限", "Stands still; the due instant is known once it resumes"
        )
        return
    yield Line(Step.DUE, end.at, "到期；此刻办理仍属按期", "Due; an act at this very instant is in time")
    if end.provisional:
        zh = "跨入尚未公布放假安排的年份，期限暂定"
        yield Line(Step.PROVISIONAL, end.at, zh, "Provisional: a year whose holidays are not published yet is in it")


def _standing(state: ClockState, calendar: Calendar, end: Due, now: datetime) -> Line:
    if end.is_breached_at(now):
        return Line(Step.OVERDUE, local(now), "已逾期", "Overdue")
    used, granted = usage(state, calendar, now), state.granted
    zh = f"已用 {amount_zh(used.consumed, granted)}，剩余 {amount_zh(used.remaining, granted)}"
    en = f"Used {amount_en(used.consumed, granted)}, {amount_en(used.remaining, granted)} left"
    return Line(Step.USED, local(now), zh, en)
