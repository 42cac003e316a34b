"""Who is on duty, and who gets the next consultation: rules over values, without a database.

A shift begins on a local date and may last past midnight; it belongs to the date it begins on. Times are Asia/Shanghai,
whose clocks never change.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from core.api import SHANGHAI

DAY = 24 * 60
IsWorking = Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The dates a roster entry holds on, and from which minute of the day for how many minutes (at most a day).

    `weekdays` are 1 (Monday) to 7; none means every day. `last` is the last date it begins on. With `working_days_only`
    it holds on days that are worked, make-up Saturdays and Sundays included, and not on holidays.
    """

    first: date
    last: date | None = None
    weekdays: frozenset[int] = frozenset()
    working_days_only: bool = False
    begins: int = 0
    minutes: int = DAY

    def holds_on(self, day: date, is_working: IsWorking) -> bool:
        """Whether a shift begins on the date."""
        if day < self.first or (self.last is not None and day > self.last):
            return False
        if self.weekdays and day.isoweekday() not in self.weekdays:
            return False
        return is_working(day) if self.working_days_only else True

    def until(self, instant: datetime, is_working: IsWorking) -> datetime | None:
        """When the shift that is running at the instant ends; None while none is running."""
        today = instant.astimezone(SHANGHAI).date()
        for day in (today, today - timedelta(days=1)):
            begin = datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=self.begins)
            end = begin + timedelta(minutes=self.minutes)
            if begin <= instant < end and self.holds_on(day, is_working):
                return end
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roster: whose shift it is, and how many open consultations the lawyer takes in it."""

    lawyer_id: UUID
    capacity: int
    shift: Shift


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A lawyer on duty: the widest capacity and the latest end of the shifts that are running."""

    lawyer_id: UUID
    capacity: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lawyer with what is on the desk already; `last_assigned_at` is when something was last given to them."""

    lawyer_id: UUID
    capacity: int
    open: int
    last_assigned_at: datetime | None

    @property
    def free(self) -> bool:
        """Whether one more fits."""
        return self.open < self.capacity


def on_duty(entries: Iterable[Entry], instant: datetime, is_working: IsWorking) -> tuple[OnDuty, ...]:
    """Everybody on duty at the instant, each once, by id."""
    found: dict[UUID, OnDuty] = {}
    for entry in entries:
        end = entry.shift.until(instant, is_working)
        if end is not None:
            known = found.get(entry.lawyer_id, OnDuty(entry.lawyer_id, 0, end))
            capacity = max(known.capacity, entry.capacity)
            found[entry.lawyer_id] = OnDuty(entry.lawyer_id, capacity, max(known.until, end))
    return tuple(found[id_] for id_ in sorted(found))


def in_turn(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Those with room for one more, in the order they are asked.

    The fewest open ones first; among equals who has waited longest for something, and of those never given anything the
    lowest id, so that the same facts always give the same lawyer.
    """
    return sorted((one for one in candidates if one.free), key=_turn)


def _turn(one: Candidate) -> tuple[int, bool, float, UUID]:
    given = one.last_assigned_at
    return (one.open, given is not None, given.timestamp() if given else 0.0, one.lawyer_id)
