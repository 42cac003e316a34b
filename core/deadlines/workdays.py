"""Which dates are worked: the official years as they were published, the others provisionally."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from core.deadlines.day import Day
from core.deadlines.statutory import dates_of, lunar_years, provisional_year
from core.errors import DomainError


class CalendarError(DomainError):
    """The calendar cannot answer; the message names the date and the mend."""


class WorkDays:
    """Every date from the first official year to the last year whose lunar festivals are known (2050).

    `days` names dates of any year; every date of an official year must be among them (CalendarError otherwise:
    a weekday rule never fills a gap silently). Dates of other years that are not named are computed provisionally.
    Building takes some 30 ms and a question about a microsecond: build once per calendar, share it between threads.
    """

    def __init__(self, days: Iterable[Day], official_years: Iterable[int]) -> None:
        named = {day.date: day for day in days}
        self.official_years = frozenset(official_years)
        if not self.official_years:
            raise CalendarError("a calendar needs at least one official year: load the seed or import a notice")
        self._refuse_gaps(named)
        self.days = dict(sorted((self._computed() | named).items()))
        self.first, self.last = min(self.days), max(self.days)
        self._work = [day.date for day in self.days.values() if day.working]

    def __len__(self) -> int:
        """How many working days the calendar holds."""
        return len(self._work)

    def __getitem__(self, index: int) -> date:
        """The working day of that index, counted from the first of the calendar."""
        if index < 0:
            raise CalendarError(f"the answer lies before {self.first}, the begin of the calendar: add earlier years")
        if index >= len(self._work):
            raise CalendarError(f"the answer lies after {self.last}, the end of the calendar: add later festivals")
        return self._work[index]

    def day(self, day: date) -> Day:
        """What is arranged for the date."""
        self._refuse_outside(day)
        return self.days[day]

    def is_working(self, day: date) -> bool:
        """Whether the date is worked."""
        return self.day(day).working

    def index_from(self, day: date) -> int:
        """Index of the first working day on or after the date."""
        self._refuse_outside(day)
        return bisect_left(self._work, day)

    def index_after(self, day: date) -> int:
        """Index of the first working day after the date."""
        self._refuse_outside(day)
        return bisect_right(self._work, day)

    def add(self, start: date, count: int) -> date:
        """The `count`-th working day (1 or more) after `start`; the start day does not count (民法典 art. 201)."""
        if count < 1:
            raise CalendarError(f"the number of working days to add must be 1 or more, not {count}")
        return self[self.index_after(start) + count - 1]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is the earlier."""
        return self.index_after(end) - self.index_after(start)

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a date from first to last belongs to a year that is not published yet."""
        return not self.official_years.issuperset(range(first.year, last.year + 1))

    def _computed(self) -> dict[date, Day]:
        last = max(*self.official_years, lunar_years()[-1])
        years = set(range(min(self.official_years), last + 1)) - self.official_years
        return {day.date: day for year in sorted(years) for day in provisional_year(year)}

    def _refuse_gaps(self, named: dict[date, Day]) -> None:
        for year in sorted(self.official_years):
            for day in dates_of(year):
                if day not in named:
                    raise CalendarError(f"{year} is official but {day} is missing: import the notice of {year} again")

    def _refuse_outside(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarError(f"{day} lies outside the calendar, which runs from {self.first} to {self.last}")
