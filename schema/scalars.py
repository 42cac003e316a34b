"""The scalars of our own: strict in what they take, one form in what they give."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NewType, TypeVar

import strawberry
from graphql import GraphQLError
from orjson import dumps
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from core.clock import SHANGHAI

BigInt = NewType("BigInt", int)

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[\dT])(?:(?P<days>\d{1,6})D)?(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?"
    r"(?:(?P<seconds>\d{1,9})(?:\.(?P<fraction>\d{1,6}))?S)?)?",
    re.ASCII,
)
_DECIMAL = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
_LARGEST = 2**63 - 1


_AHEAD, _SINCE = timedelta(hours=8), datetime(1992, 1, 1, tzinfo=UTC)
"""Asia/Shanghai since its last summer time."""
_SECONDS, _MILLISECONDS, _WHOLE = slice(1, 20), slice(1, 24), len('"2026-11-22T09:30:00+00:00"')
"""Where orjson, which tells an instant in a third of the time, writes what; it leaves a fraction of zero out."""


def print_instant(value: datetime) -> str:
    """`2026-11-22T09:30:00.123+08:00`: Asia/Shanghai, three decimals, cut and not rounded."""
    if value.tzinfo is not UTC or value < _SINCE:
        return value.astimezone(SHANGHAI).isoformat("T", "milliseconds")
    text = dumps(value + _AHEAD)
    if len(text) == _WHOLE:
        return str(text[_SECONDS], "ascii") + ".000+08:00"
    return str(text[_MILLISECONDS], "ascii") + "+08:00"


def read_instant(value: object) -> datetime:
    """An aware instant; ValueError for a text without offset, a bare date or another spelling."""
    text = _matching(value, _INSTANT, "an instant with offset like 2026-11-22T09:30:00+08:00")
    return _near(datetime.fromisoformat(text))


def read_day(value: object) -> date:
    """A date like 2026-11-22, else ValueError."""
    return _near(date.fromisoformat(_matching(value, _DAY, "a date like 2026-11-22")))


def print_duration(value: timedelta) -> str:
    """ISO 8601 in days, hours, minutes and seconds: `P1DT2H30M`, `PT0S`, `-PT5M`."""
    if value < timedelta():
        return "-" + print_duration(-value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    exact = f"{seconds}.{value.microseconds:06d}".rstrip("0") if value.microseconds else str(seconds)
    days = f"{value.days}D" if value.days else ""
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (exact, "S")) if n not in (0, "0"))
    return f"P{days}T{clock}" if clock else f"P{days or 'T0S'}"


def read_duration(value: object) -> timedelta:
    """A span of days and time; months and years have no fixed length and are refused with ValueError."""
    text = _matching(value, _DURATION, "an ISO 8601 duration of days and time like P1DT2H30M")
    found = _DURATION.fullmatch(text)
    assert found is not None
    days, hours, minutes, seconds = (int(found[part] or 0) for part in ("days", "hours", "minutes", "seconds"))
    micros = int((found["fraction"] or "").ljust(6, "0"))
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
    return -span if found["sign"] else span


def print_decimal(value: Decimal) -> str:
    """Plain digits, never an exponent."""
    return f"{value:f}"


def read_decimal(value: object) -> Decimal:
    """An exact number as text; NaN, infinity, exponents and floats are refused with ValueError."""
    plain = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return Decimal(_matching(plain, _DECIMAL, 'a decimal number as text like "12.50"'))


def read_big_int(value: object) -> int:
    """A whole number of 64 bits, as text or number, else ValueError."""
    plain = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    number = int(_matching(plain, _INTEGER, 'a whole number as text like "9007199254740993"'))
    if not -_LARGEST - 1 <= number <= _LARGEST:
        raise ValueError("a BigInt has at most 64 bits")
    return number


D = TypeVar("D", bound=date)
T = TypeVar("T")


def _near(day: D) -> D:
    """Within the years for which a calendar can be asked at all."""
    if not 1900 <= day.year <= 2999:
        raise ValueError("write a year from 1900 to 2999")
    return day


def _spoken(read: Callable[[object], T]) -> Callable[[object], T]:
    """A reader whose refusals reach the caller: of other exceptions than GraphQL's own the text is kept back."""

    def parse(value: object) -> T:
        try:
            return read(value)
        except ValueError as error:
            raise GraphQLError(str(error)) from None

    return parse


def _matching(value: object, pattern: re.Pattern[str], shape: str) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise ValueError(f"write {shape}")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant with its offset; answered in Asia/Shanghai with three decimals.\n"
        "带时区偏移的时刻；返回值一律为北京时间，保留三位小数。",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=print_instant,
        parse_value=_spoken(read_instant),
    ),
    date: strawberry.scalar(
        name="LocalDate",
        description="A calendar date in Asia/Shanghai, `2026-11-22`.\n北京时间的日期。",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=date.isoformat,
        parse_value=_spoken(read_day),
    ),
    timedelta: strawberry.scalar(
        name="Duration",
        description="A span of time in ISO 8601, `P1DT2H30M`.\n时长（ISO 8601）。",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#appendix-A",
        serialize=print_duration,
        parse_value=_spoken(read_duration),
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as text, `"12.50"`.\n以文本表示的精确小数。',
        specified_by_url="https://www.w3.org/TR/xmlschema11-2/#decimal",
        serialize=print_decimal,
        parse_value=_spoken(read_decimal),
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="A JSON value whose form the field's description tells.\n任意 JSON 值",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description='A whole number of up to 64 bits as text, `"9007199254740993"`.\n以文本表示的 64 位整数。',
        specified_by_url="https://www.w3.org/TR/xmlschema11-2/#long",
        serialize=str,
        parse_value=_spoken(read_big_int),
    ),
}
"""What `StrawberryConfig.scalar_map` is given: Python types and how they travel."""
