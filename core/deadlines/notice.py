"""The State Council's yearly notice (关于…年部分节假日安排的通知), as its text or as a table.

Full-width and half-width characters are the same, spaces mean nothing, and what is not about a date is passed over.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from core.deadlines.day import Day
from core.deadlines.notice_dates import Unreadable, read_dates
from core.deadlines.proposal import Entry, NoticeError, Problem, Proposal, propose
from core.deadlines.statutory import ENGLISH

COLUMNS = ["date", "kind", "name"]
_YEAR = re.compile(r"(20\d\d)年(?:部分)?(?:节假日|元旦)")
_ITEM = re.compile(r"(?:[一二三四五六七八九十]+、|\(?\d+[)、.])?([^:\d]{2,20}):(.*\d+月\d+日.*)")
_DATED = re.compile(r"\d+月\d+日.*(?:放假|上班|补休)")
_CLAUSE_END = re.compile(r"[,;。.](?![^()]*\))")
_FREE = re.compile(r"(?:放假|调休|公休|补休)+(?:(\d+)天)?")
_WORKED = re.compile(r"(?:正常|照常)?上班")
_TOTAL = re.compile(r"共计?(\d+)天")
_ALIASES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节", "国际劳动节": "劳动节"}


def read_notice(text: str, year: int | None = None) -> Proposal:
    """Read the text; `year` is only needed if its heading names none. Raises NoticeError naming line and mend."""
    lines = [re.sub(r"\s", "", unicodedata.normalize("NFKC", line)) for line in text.splitlines()]
    own_year = _year_of(lines, year)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, line in _joined(lines):
        try:
            entries += _entries(number, line, own_year)
        except Unreadable as error:
            problems.append(Problem(number, error.what, error.mend))
    return propose(own_year, entries, problems)


def read_table(text: str, year: int) -> Proposal:
    """Read `date,kind,name` rows (kind: holiday or workday). Raises NoticeError naming line and mend."""
    rows = csv.reader(text.splitlines())
    if (header := next(rows, [])) != COLUMNS:
        raise NoticeError([Problem(1, f"the columns are {','.join(header)}", f"begin with {','.join(COLUMNS)}")])
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            entries.append(Entry(rows.line_num, _row(row)))
        except Unreadable as error:
            problems.append(Problem(rows.line_num, error.what, error.mend))
    return propose(year, entries, problems)


def _year_of(lines: list[str], asked: int | None) -> int:
    named = {int(year): number for number, line in enumerate(lines, 1) for year in _YEAR.findall(line)}
    if asked is not None:
        named.setdefault(asked, 0)
    if not named:
        raise NoticeError([Problem(0, "it does not say its year", "keep the heading, or give the year")])
    if len(named) > 1:
        years = " and ".join(map(str, sorted(named)))
        raise NoticeError([Problem(max(named.values()), f"it speaks of {years}", "give the notice of one year")])
    return next(iter(named))


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines that arrange dates, each with its number and with the following lines as long as its sentence goes on."""
    number, item = 0, ""
    for line_number, line in enumerate([*lines, ""], 1):
        if item and line and not item.endswith(("。", ".")) and not _ITEM.match(line):
            item += line
            continue
        if item:
            yield number, item
        number, item = line_number, line if _ITEM.match(line) or _DATED.search(line) else ""


def _entries(number: int, line: str, year: int) -> Iterator[Entry]:
    item = _ITEM.fullmatch(line)
    if item is None:
        raise Unreadable(
            "dates without a festival before them", "begin the line like 春节：2月15日至23日放假调休，共9天。"
        )
    name = _name(item[1])
    free: list[date] = []
    worked: list[date] = []
    for clause in filter(None, _CLAUSE_END.split(item[2])):
        _read_clause(clause, year, free, worked)
    _check_total(item[2], free)
    yield from (Entry(number, Day(day, working=False, name=name)) for day in free)
    yield from (Entry(number, Day(day, working=True, name=name)) for day in worked)


def _name(written: str) -> str:
    names = [_ALIASES.get(name, name) for name in re.split(r"[、和及]", written)]
    for name in names:
        if name not in ENGLISH:
            raise Unreadable(f"“{name}” is no known festival", f"write one of {'、'.join(ENGLISH)}")
    return "、".join(names)


def _read_clause(clause: str, year: int, free: list[date], worked: list[date]) -> None:
    found = read_dates(clause, year)
    if found.dates and _FREE.fullmatch(found.rest):
        free += found.dates
    elif found.dates and _WORKED.fullmatch(found.rest):
        worked += found.dates
    elif clause == "与周末连休":
        free += _adjacent_weekend(free)
    elif clause != "不调休" and not _TOTAL.fullmatch(clause):
        raise Unreadable(f"“{clause}” cannot be read", "write M月D日至D日放假调休, 共n天, or M月D日上班")


def _adjacent_weekend(free: list[date]) -> list[date]:
    """The Saturday and Sunday before a Monday or after a Friday."""
    if not free:
        raise Unreadable("“与周末连休” follows no date", "name the holiday first")
    if min(free).weekday() == 0:
        return [min(free) - timedelta(2), min(free) - timedelta(1)]
    if max(free).weekday() == 4:
        return [max(free) + timedelta(1), max(free) + timedelta(2)]
    raise Unreadable(f"{min(free)} touches no weekend", "correct the date, or leave “与周末连休” out")


def _check_total(body: str, free: list[date]) -> None:
    totals = [int(total) for total in re.findall(r"(?:共计?|放假)(\d+)天", body)]
    if not free:
        raise Unreadable("no date is free", "write M月D日至D日放假")
    if not totals and re.search(r"日(?:\([^()]*\))?(?:至|到|[-~—–])", body):
        raise Unreadable("the number of days is not stated", f"write 共{len(free)}天 after the range, if that is right")
    for total in totals:
        if total != len(free):
            raise Unreadable(f"{total} days are stated but {len(free)} are named", "correct the range or the number")


def _row(row: list[str]) -> Day:
    if len(row) != len(COLUMNS):
        raise Unreadable(f"{len(row)} cells", f"give {len(COLUMNS)}: {','.join(COLUMNS)}")
    written, kind, name = (cell.strip() for cell in row)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Unreadable(f"“{written}” is no date", "write it as 2027-01-31") from None
    if kind not in ("holiday", "workday"):
        raise Unreadable(f"“{kind}” is no kind", "write holiday or workday")
    if not name:
        raise Unreadable("the name is empty", "write the festival")
    return Day(day, working=kind == "workday", name=name)
