from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SHANGHAI
from core.deadlines.arithmetic import due
from core.deadlines.budget import Budget, Mode
from core.deadlines.calendar import Calendar
from core.deadlines.explain import explain
from core.deadlines.line import Line, Step
from core.deadlines.state import ClockState, Extension, Pause
from tests.core.deadlines.oracle import at, instants, prove


def shown(lines: Sequence[Line]) -> list[str]:
    return [f"{line.at:%m-%d %H:%M} {line.step} {line.zh} | {line.en}" for line in lines]


def test_days_are_told_one_by_one(calendar: Calendar) -> None:
    state = ClockState(
        at("2026-10-06 10:00"),
        Budget(days=3),
        (Extension(Budget(days=1), at("2026-10-09 09:00")),),
        (Pause(at("2026-10-12 10:00"), at("2026-10-13 10:00"), "WAITING"),),
    )
    assert shown(explain(state, calendar, at("2026-10-09 20:00"))) == [
        "10-06 10:00 START 起算，共 3 个工作日，当日不计 | Starts, with 3 working days; this day does not count",
        "10-07 18:00 SKIPPED 国庆节放假，不计 | National Day, not counted",
        "10-08 18:00 COUNTED 第 1 日，共 4 个工作日 | Day 1 of 4 working days",
        "10-09 09:00 EXTENSION 批准延期 1 个工作日 | Extended by 1 working day",
        "10-09 18:00 COUNTED 第 2 日，共 4 个工作日 | Day 2 of 4 working days",
        "10-10 18:00 COUNTED 第 3 日（国庆节调休上班），共 4 个工作日 | "
        "Day 3 of 4 working days (make-up day, National Day)",
        "10-11 18:00 SKIPPED 周末，不计 | Weekend, not counted",
        "10-12 10:00 PAUSE 暂停：WAITING | Paused: WAITING",
        "10-12 18:00 SKIPPED 下班时处于暂停，不计 | Paused at close of office, not counted",
        "10-13 10:00 RESUME 恢复计时 | Resumed",
        "10-13 18:00 COUNTED 第 4 日，共 4 个工作日 | Day 4 of 4 working days",
        "10-13 18:00 DUE 到期；此刻办理仍属按期 | Due; an act at this very instant is in time",
        "10-09 20:00 USED 已用 2 个工作日，剩余 2 个工作日 | Used 2 working days, 2 working days left",
    ]


def test_what_an_import_left_as_promised_is_told_beside_what_was_reckoned(calendar: Calendar) -> None:
    state = ClockState(at("2026-11-16 10:00"), Budget(days=1))
    lines = explain(state, calendar, at("2026-11-18 10:00"), held_until=at("2026-11-18 18:00"))
    assert shown(lines)[2:4] == [
        "11-17 18:00 HELD 按新公布的放假安排应于此时到期；不早于此前告知的期限 | "
        "Due here by the holidays published since; kept at what had been promised",
        "11-18 18:00 DUE 到期；此刻办理仍属按期 | Due; an act at this very instant is in time",
    ]
    assert lines[-1].step is Step.USED
    early = explain(state, calendar, at("2026-11-18 10:00"), held_until=at("2026-11-17 18:00"))
    assert Step.HELD not in {line.step for line in early}


def test_working_minutes_are_told_day_by_day(calendar: Calendar) -> None:
    state = ClockState(
        at("2026-11-20 17:55"),
        Budget(minutes=240),
        pauses=(Pause(at("2026-11-23 08:00"), at("2026-11-24 08:00"), "WAITING"),),
    )
    assert shown(explain(state, calendar, at("2026-11-24 14:56"))) == [
        "11-20 17:55 START 起算，共 240 分钟（工作时间） | Starts, with 240 working minutes",
        "11-20 18:00 COUNTED 计 5 分钟，累计 5，共 240 分钟（工作时间） | 5 min counted, 5 of 240 working minutes",
        "11-21 18:00 SKIPPED 周末，不计 | Weekend, not counted",
        "11-22 18:00 SKIPPED 周末，不计 | Weekend, not counted",
        "11-23 08:00 PAUSE 暂停：WAITING | Paused: WAITING",
        "11-23 18:00 SKIPPED 暂停或非工作时间，不计 | Paused or outside office hours, not counted",
        "11-24 08:00 RESUME 恢复计时 | Resumed",
        "11-24 14:55 COUNTED 计 235 分钟，累计 240，共 240 分钟（工作时间） | "
        "235 min counted, 240 of 240 working minutes",
        "11-24 14:55 DUE 到期；此刻办理仍属按期 | Due; an act at this very instant is in time",
        "11-24 14:56 OVERDUE 已逾期 | Overdue",
    ]


def test_elapsed_minutes_are_told_by_running_spans(calendar: Calendar) -> None:
    state = ClockState(
        at("2026-10-02 03:00"),
        Budget(minutes=30, mode=Mode.CLOCK),
        pauses=(Pause(at("2026-10-02 03:10"), at("2026-10-02 04:00"), "WAITING"),),
    )
    assert shown(explain(state, calendar, at("2026-10-02 03:05")))[1:] == [
        "10-02 03:10 PAUSE 暂停：WAITING | Paused: WAITING",
        "10-02 03:10 COUNTED 计 10 分钟，累计 10，共 30 分钟 | 10 min counted, 10 of 30 minutes",
        "10-02 04:00 RESUME 恢复计时 | Resumed",
        "10-02 04:20 COUNTED 计 20 分钟，累计 30，共 30 分钟 | 20 min counted, 30 of 30 minutes",
        "10-02 04:20 DUE 到期；此刻办理仍属按期 | Due; an act at this very instant is in time",
        "10-02 03:05 USED 已用 5 分钟，剩余 25 分钟 | Used 5 minutes, 25 minutes left",
    ]


def test_a_provisional_due_says_so(calendar: Calendar) -> None:
    lines = explain(ClockState(at("2026-12-30 10:00"), Budget(days=2)), calendar, at("2026-12-30 10:00"))
    assert shown(lines)[1:-1] == [
        "12-31 18:00 COUNTED 第 1 日，共 2 个工作日 | Day 1 of 2 working days",
        "01-01 18:00 SKIPPED 元旦放假，不计 | New Year's Day, not counted",
        "01-02 18:00 SKIPPED 周末，不计 | Weekend, not counted",
        "01-03 18:00 SKIPPED 周末，不计 | Weekend, not counted",
        "01-04 18:00 COUNTED 第 2 日，共 2 个工作日 | Day 2 of 2 working days",
        "01-04 18:00 DUE 到期；此刻办理仍属按期 | Due; an act at this very instant is in time",
        "01-04 18:00 PROVISIONAL 跨入尚未公布放假安排的年份，期限暂定 | "
        "Provisional: a year whose holidays are not published yet is in it",
    ]


@pytest.mark.parametrize("budget", [Budget(days=2), Budget(minutes=900)])
def test_an_open_pause_is_told_and_nothing_after_it(calendar: Calendar, budget: Budget) -> None:
    state = ClockState(at("2026-11-16 10:00"), budget, pauses=(Pause(at("2026-11-17 17:00"), None, "WAITING"),))
    lines = explain(state, calendar, at("2026-11-30 10:00"))
    assert [line.step for line in lines[-3:]] in (
        [Step.PAUSE, Step.STANDS, Step.USED],
        [Step.COUNTED, Step.STANDS, Step.USED],
    )
    assert shown(lines)[-2] == (
        "11-17 17:00 STANDS 暂停中，恢复后确定期限 | Stands still; the due instant is known once it resumes"
    )


def test_civil_days_count_rest_days_and_tell_where_the_end_moved(calendar: Calendar) -> None:
    lines = explain(
        ClockState(at("2026-11-19 10:00"), Budget(days=2, mode=Mode.CLOCK)), calendar, at("2026-11-19 10:00")
    )
    assert shown(lines)[:-1] == [
        "11-19 10:00 START 起算，共 2 天，当日不计 | Starts, with 2 days; this day does not count",
        "11-20 18:00 COUNTED 第 1 日，共 2 天 | Day 1 of 2 days",
        "11-21 18:00 COUNTED 第 2 日，共 2 天 | Day 2 of 2 days",
        "11-22 18:00 SKIPPED 周末，不计 | Weekend, not counted",
        "11-23 18:00 MOVED 末日为休息日，顺延至本工作日 | The last day was one of rest: moved to this working day",
        "11-23 18:00 DUE 到期；此刻办理仍属按期 | Due; an act at this very instant is in time",
    ]


@prove(150)
@given(
    start=instants(),
    budget=st.one_of(
        st.builds(Budget, days=st.integers(1, 15), mode=st.sampled_from(Mode)),
        st.builds(Budget, minutes=st.integers(1, 4000), mode=st.sampled_from(Mode)),
    ),
    after=st.integers(0, 9000),
    length=st.integers(0, 9000),
)
def test_the_lines_add_up_to_the_due_instant(
    calendar: Calendar, start: datetime, budget: Budget, after: int, length: int
) -> None:
    since = start + timedelta(minutes=after)
    pause = Pause(since, since + timedelta(minutes=length), "WAITING")
    state = ClockState(start, budget, pauses=(pause,))
    lines = explain(state, calendar, start)
    end = due(state, calendar).at
    assert [line.at for line in lines if line.step is Step.DUE] == [end]
    assert {line.at.tzinfo for line in lines} == {SHANGHAI}
    counted = [line for line in lines if line.step is Step.COUNTED]
    if budget.unit == "days":
        assert len(counted) == budget.amount
    else:
        assert f" {budget.amount} of {budget.amount} " in counted[-1].en
    if budget.mode is Mode.WORKING and budget.unit == "days":
        assert counted[-1].at == end
