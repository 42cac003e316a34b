"""One line of an explanation, and the words for amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.deadlines.budget import Budget, Mode
from core.deadlines.day import Day, DayKind
from core.deadlines.statutory import ENGLISH


class Step(StrEnum):
    """What a line speaks of."""

    START = "START"
    EXTENSION = "EXTENSION"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    COUNTED = "COUNTED"
    SKIPPED = "SKIPPED"
    MOVED = "MOVED"
    HELD = "HELD"
    DUE = "DUE"
    PROVISIONAL = "PROVISIONAL"
    STANDS = "STANDS"
    USED = "USED"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True)
class Line:
    """A step, the instant it speaks of (Asia/Shanghai), and its text; texts name no instant of their own."""

    step: Step
    at: datetime
    zh: str
    en: str


_UNITS: Mapping[tuple[str, Mode], tuple[str, str]] = {
    ("days", Mode.WORKING): ("个工作日", "working day"),
    ("days", Mode.CLOCK): ("天", "day"),
    ("minutes", Mode.WORKING): ("分钟（工作时间）", "working minute"),
    ("minutes", Mode.CLOCK): ("分钟", "minute"),
}


def amount_zh(number: float, budget: Budget) -> str:
    """The number with the budget's unit, as in `5 个工作日`."""
    return f"{round(number, 2):g} {_UNITS[budget.unit, budget.mode][0]}"


def amount_en(number: float, budget: Budget) -> str:
    """The number with the budget's unit, as in `5 working days`."""
    return f"{round(number, 2):g} {_UNITS[budget.unit, budget.mode][1]}{'' if number == 1 else 's'}"


def rest_day(day: Day, at: datetime) -> Line:
    """A date of rest that is passed over."""
    if day.kind is DayKind.WEEKEND:
        return Line(Step.SKIPPED, at, "周末，不计", "Weekend, not counted")
    zh, en = (day.name, festival_en(day.name)) if day.name else ("节假日", "Holiday")
    return Line(Step.SKIPPED, at, f"{zh}放假，不计", f"{en}, not counted")


def make_up_note(day: Day) -> tuple[str, str]:
    """What to add to the line of a make-up day, in Chinese and English; empty for an ordinary working day."""
    if day.kind is not DayKind.MAKE_UP:
        return "", ""
    return f"（{day.name}调休上班）", f" (make-up day, {festival_en(day.name)})"


def festival_en(name: str) -> str:
    """English name of a festival, or of several joined by 、."""
    return ", ".join(ENGLISH.get(part, part) for part in name.split("、"))
