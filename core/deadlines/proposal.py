"""A year's arrangement as proposed by a notice: checked, compared with the calendar, and laid into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.deadlines.day import Day, ordinary
from core.deadlines.statutory import dates_of, lunar_years, statutory_days
from core.deadlines.workdays import WorkDays
from core.errors import DomainError

HOLIDAY_DATES = range(26, 36)
MAKE_UP_DATES = range(10)
"""Sanity bands: 2025 and 2026 had 28 and 33 holiday dates, 5 and 6 make-up days; no year since 2008 lies outside."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which line (from 1; 0 for the notice as a whole), and how to mend it."""

    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the notice"
        return f"{place}: {self.what}: {self.mend}"


class NoticeError(DomainError):
    """A notice that is refused, with every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One date as a line of the notice names it."""

    line: int
    day: Day


@dataclass(frozen=True, slots=True)
class Proposal:
    """The arrangement of a year: every date of it, and what it changes in the December before."""

    year: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A date whose arrangement the proposal changes."""

    before: Day
    after: Day


def propose(year: int, entries: Iterable[Entry], problems: Iterable[Problem] = ()) -> Proposal:
    """The proposal these entries make. Raises NoticeError with the reader's problems or, if none, the year's."""
    entries = tuple(entries)
    if found := list(problems) or list(_problems(year, entries)):
        raise NoticeError(found)
    named = {entry.day.date: entry.day for entry in entries}
    whole = {day: ordinary(day) for day in dates_of(year)} | named
    return Proposal(year, tuple(whole[day] for day in sorted(whole)))


def difference(workdays: WorkDays, proposal: Proposal) -> tuple[Change, ...]:
    """The dates the proposal changes, in order; empty when it is already laid in."""
    pairs = ((workdays.day(day.date), day) for day in proposal.days)
    return tuple(Change(before, after) for before, after in pairs if before != after)


def laid_in(workdays: WorkDays, proposal: Proposal) -> WorkDays:
    """The calendar with the proposal's year official."""
    kept = (day for day in workdays.days.values() if day.date.year in workdays.official_years)
    return WorkDays([*kept, *proposal.days], workdays.official_years | {proposal.year})


def _problems(year: int, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    if year not in lunar_years():
        known = f"{lunar_years()[0]}–{lunar_years()[-1]}"
        yield Problem(0, f"the festivals of {year} are not known", f"give a notice of {known}")
        return
    for entry in entries:
        yield from _misplaced(year, entry)
    yield from _twice(entries)
    yield from _out_of_band(entries)
    yield from _statutory_missing(year, entries)


def _misplaced(year: int, entry: Entry) -> Iterator[Problem]:
    day = entry.day.date
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        yield Problem(entry.line, f"{day} lies outside {year} and the December before", "correct the date or the year")
    if entry.day.working and day.weekday() < 5:
        yield Problem(entry.line, f"{day} is made up but is no Saturday or Sunday", "correct the make-up date")


def _twice(entries: tuple[Entry, ...]) -> Iterator[Problem]:
    lines: dict[date, int] = {}
    for entry in entries:
        day = entry.day.date
        if day in lines:
            yield Problem(entry.line, f"{day} is named before, in line {lines[day]}", "name each date once")
        lines[day] = entry.line


def _out_of_band(entries: tuple[Entry, ...]) -> Iterator[Problem]:
    made_up = sum(entry.day.working for entry in entries)
    holidays = len(entries) - made_up
    for count, band, what in ((holidays, HOLIDAY_DATES, "holiday dates"), (made_up, MAKE_UP_DATES, "make-up days")):
        if count not in band:
            yield Problem(0, f"{count} {what}, where {band[0]} to {band[-1]} are to be expected", "look for lost lines")


def _statutory_missing(year: int, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    free = {entry.day.date for entry in entries if not entry.day.working}
    for day, name in statutory_days(year).items():
        if day not in free:
            line = next((entry.line for entry in entries if name in entry.day.name), 0)
            yield Problem(line, f"the statutory day {day} of {name} is not free", f"complete the dates of {name}")
