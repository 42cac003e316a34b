"""The rates of a unit's subtree, or of the whole city, in a period, and the very rows behind each number (Art. 16, 22).

Rounds count by when they closed, in [since, until). The counts and the rows come from one definition.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Boolean, CompoundSelect, Select, Text, func, literal_column, select, union_all

from core.access.withholding import CaseRef, Withholding, bound, conditions
from core.cases.model import case_file
from core.db.read import Read
from core.ratings.definitions import Exclusion, Part, RateName, definitions
from core.ratings.past import past_counts
from core.ratings.rounds import closed_rounds, known

PLACES = Decimal("0.0001")
_GONE = {gone: literal_column(str(gone).lower(), Boolean).label("deleted") for gone in (False, True)}
_KNOWN = known(case_file.c.secrecy, case_file.c.respondent_path)


@dataclass(frozen=True, slots=True)
class Rate:
    """Rows that count for the rate, out of how many, and how many were left out under which name.

    `deleted` of the denominator are of cases that have been deleted, so that no row is there any more.
    """

    name: RateName
    numerator: int
    denominator: int
    excluded: Mapping[Exclusion, int]
    deleted: int = 0

    @property
    def value(self) -> Decimal | None:
        """The share with four decimals; None when nothing is counted."""
        if self.denominator == 0:
            return None
        return (Decimal(self.numerator) / self.denominator).quantize(PLACES, ROUND_HALF_EVEN)


async def unit_rates(
    read: Read,
    unit_path: str,
    since: datetime,
    until: datetime,
    withholding: tuple[Withholding, ...] = (),
    **kept: object,
) -> tuple[Rate, ...]:
    """Every rate of the units at and below `unit_path`, over the rounds closed in [since, until).

    `kept` are `clearance` and `accused` of who asks, as in `core.ratings.rounds`, and the `values` of the plug-ins'
    `withholding`; without them every round counts.
    """
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    deleted = Counter[str]()
    for row in await read.fetch(_counts(withholding), unit_path=unit_path, since=since, until=until, **kept):
        found[row["rate"]][row["class"]] += row["count"]
        if row["deleted"] and row["class"] in Part.__members__:
            deleted[row["rate"]] += row["count"]
    return tuple(_rate(name, found[name], deleted[name]) for name in RateName)


@cache
def rate_rows(rate: RateName, part: Part | Exclusion) -> Select[Any]:
    """The rows behind a number, for the binds `unit_path`, `since` and `until`: `id`, `round`, `at` (when the round closed).

    Whether the ids are of assignments or of cases is told by `core.ratings.definitions.subject_of`. In no order: a page
    adds its own, and its own limit.
    """
    rows = definitions(closed_rounds(_KNOWN))[rate].subquery("classified")
    classes = (Part.NUMERATOR, Part.DENOMINATOR) if part is Part.DENOMINATOR else (part,)
    wanted = rows.c["class"].in_([literal_column(f"'{one}'", Text) for one in classes])
    return select(rows.c.id, rows.c.round, rows.c.at).where(wanted)


@lru_cache(maxsize=16)
def _counts(withholding: tuple[Withholding, ...]) -> CompoundSelect[Any]:
    """Rows of rate, class, count and whether they are of deleted cases, of what is told of."""
    case = CaseRef(case_file.c.id, case_file.c.gate)
    closed = closed_rounds(_KNOWN, *conditions(withholding, case, bound))
    there = [_counted(name, looked_at).add_columns(_GONE[False]) for name, looked_at in definitions(closed).items()]
    return union_all(*there, past_counts().add_columns(_GONE[True]))


def _counted(name: RateName, looked_at: Select[Any]) -> Select[Any]:
    rows = looked_at.subquery()
    class_ = rows.c["class"]
    return select(literal_column(f"'{name}'", Text).label("rate"), class_, func.count().label("count")).group_by(class_)


def _rate(name: RateName, classes: Mapping[str, int], deleted: int) -> Rate:
    numerator = classes.get(Part.NUMERATOR, 0)
    excluded = {reason: classes[reason] for reason in Exclusion if reason in classes}
    return Rate(name, numerator, numerator + classes.get(Part.DENOMINATOR, 0), excluded, deleted)
