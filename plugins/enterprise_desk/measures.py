"""Which measures fit an enterprise, best first, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, select

from core.api import Read, district
from plugins.enterprise_desk.tables import measure
from plugins.enterprise_desk.vocabulary import Reason

SOON = timedelta(days=30)

_DAY = bindparam("day", type_=Date)
_IN_FORCE = select(measure).where(
    measure.c.withdrawn_at.is_(None),
    measure.c.valid_from <= _DAY,
    measure.c.valid_to.is_(None) | (measure.c.valid_to >= _DAY),
)
_PATHS = select(district.c.code, district.c.path)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a measure may ask of an enterprise; `district` is a code."""

    industry: str
    size: str
    district: str


@dataclass(frozen=True, slots=True)
class Match:
    """A measure that fits, with one reason for each thing it could have asked, and one more if it ends soon."""

    measure_id: UUID
    reasons: tuple[Reason, ...]


async def matches(read: Read, asked: Sequence[Traits], day: date) -> list[list[Match]]:
    """For each enterprise what fits it on that day, in two statements however many ask."""
    measures = await read.fetch(_IN_FORCE, day=day)
    paths = {row["code"]: row["path"] for row in await read.fetch(_PATHS)}
    return [rank(measures, one, paths, day) for one in asked]


def rank(measures: Iterable[Mapping[str, Any]], traits: Traits, paths: Mapping[str, str], day: date) -> list[Match]:
    """What fits: most said of this enterprise first, then the nearest district, then what ends first.

    `paths` are those of districts by code. The measures are in force on `day`.
    """
    found = [(row, reasons) for row in measures if (reasons := _reasons(row, traits, paths, day)) is not None]
    found.sort(key=lambda one: _place(one[0], one[1], traits, paths))
    return [Match(row["id"], reasons) for row, reasons in found]


_NAMED = frozenset({Reason.DISTRICT_NAMED, Reason.DISTRICT_ABOVE, Reason.INDUSTRY_NAMED, Reason.SIZE_NAMED})


def _place(
    row: Mapping[str, Any], reasons: tuple[Reason, ...], traits: Traits, paths: Mapping[str, str]
) -> tuple[int, int, date, date, UUID]:
    said = len(_NAMED.intersection(reasons))
    nearness = max((paths[code].count("/") for code in _around(row["districts"], traits, paths)), default=0)
    newest = date.max - (row["valid_from"] - date.min)
    return (-said, -nearness, row["valid_to"] or date.max, newest, row["id"])


def _reasons(row: Mapping[str, Any], traits: Traits, paths: Mapping[str, str], day: date) -> tuple[Reason, ...] | None:
    """None if it does not fit."""
    where = _where(row["districts"], traits, paths)
    industry = _asked(row["industries"], traits.industry, Reason.INDUSTRY_NAMED, Reason.INDUSTRY_ANY)
    size = _asked(row["sizes"], traits.size, Reason.SIZE_NAMED, Reason.SIZE_ANY)
    if where is None or industry is None or size is None:
        return None
    ends = (Reason.ENDS_SOON,) if row["valid_to"] is not None and row["valid_to"] - day <= SOON else ()
    return (where, industry, size, *ends)


def _asked(wanted: Sequence[str], has: str, named: Reason, open_: Reason) -> Reason | None:
    if not wanted:
        return open_
    return named if has in wanted else None


def _where(wanted: Sequence[str], traits: Traits, paths: Mapping[str, str]) -> Reason | None:
    if not wanted:
        return Reason.DISTRICT_ANY
    if traits.district in wanted:
        return Reason.DISTRICT_NAMED
    return Reason.DISTRICT_ABOVE if any(_around(wanted, traits, paths)) else None


def _around(wanted: Sequence[str], traits: Traits, paths: Mapping[str, str]) -> Iterator[str]:
    """The named districts that the enterprise lies in."""
    own = f"{paths[traits.district]}/"
    return (code for code in wanted if code in paths and own.startswith(f"{paths[code]}/"))
