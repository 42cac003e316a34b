"""The dates of a notice's clause: 2月15日（农历腊月二十八、周日）至23日, or 2月14日（周六）、28日（周六）."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?")
_TO = re.compile(r"至|到|[-~—–]")
_AND = re.compile(r"[、和及]")
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)(.)")
_NAMES = "一二三四五六日"
_WEEKDAYS = {name: number for number, name in enumerate(_NAMES)} | {"天": 6}


class Unreadable(ValueError):
    """The clause's dates are wrong; the two arguments say what is, and the mend."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what, mend)
        self.what, self.mend = what, mend


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates a clause begins with, whether a range is among them, and the words that follow."""

    dates: tuple[date, ...]
    is_range: bool
    rest: str


def read_dates(clause: str, year: int) -> Dates:
    """Read the dates at the beginning of a normalised clause; none if it begins with none. Raises Unreadable."""
    dates: list[date] = []
    place, joins, is_range = 0, False, False
    while match := _DATE.match(clause, place):
        day = _date(match, year, dates[-1] if dates else None)
        dates += _between(dates[-1], day) if joins else [day]
        separator = _TO.match(clause, match.end()) or _AND.match(clause, match.end())
        if separator is None:
            return Dates(tuple(dates), is_range, clause[match.end() :])
        joins = _TO.fullmatch(separator[0]) is not None
        is_range |= joins
        place = separator.end()
    if dates:
        raise Unreadable(f"no date follows “{clause[:place]}”", "complete the range or the list")
    return Dates((), is_range, clause)


def _date(match: re.Match[str], year: int, before: date | None) -> date:
    written_year, month, day, note = match.groups()
    if month is None and before is None:
        raise Unreadable(f"“{match[0]}” has no month", "write it as M月D日")
    number = int(month) if month else before.month if before else 0
    own_year = int(written_year) if written_year else _year(year, number, before)
    try:
        found = date(own_year, number, int(day))
    except ValueError:
        raise Unreadable(f"“{match[0]}” is no date of {own_year}", "correct month or day") from None
    _check_weekday(found, note or "")
    return found


def _year(year: int, month: int, before: date | None) -> int:
    """After a date of the December before, a smaller month belongs to the next year."""
    if before is None or before.year == year:
        return year
    return before.year + (month < before.month)


def _check_weekday(day: date, note: str) -> None:
    written = _WEEKDAY.search(note)
    if written is None:
        return
    if written[1] not in _WEEKDAYS:
        raise Unreadable(f"“{written[0]}” is no day of the week", f"write 周{_NAMES[day.weekday()]}")
    if _WEEKDAYS[written[1]] != day.weekday():
        raise Unreadable(f"{day} is 周{_NAMES[day.weekday()]}, not 周{written[1]}", "correct the date or the weekday")


def _between(first: date, last: date) -> list[date]:
    """The dates after the first up to the last."""
    if last <= first:
        raise Unreadable(f"the range from {first} to {last} ends before it begins", "correct it, or write the year too")
    return [first + timedelta(n) for n in range(1, (last - first).days + 1)]
