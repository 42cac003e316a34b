"""What rates keep of deleted cases: for each month, how often they counted, and for which units; nothing of the cases themselves.

Else a deletion would change what was published long before.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Text,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy import cast as cast_
from sqlalchemy.dialects.postgresql import TIMESTAMP, Insert, aggregate_order_by, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.base import within
from core.db.uow import UnitOfWork
from core.ratings.definitions import RateName, Subject, definitions, subject_of
from core.ratings.model import past_rate
from core.ratings.rounds import SINCE, UNIT_PATH, UNTIL, answered, closed_rounds, known

_ALWAYS: Final = {"since": datetime(1, 1, 1, tzinfo=UTC), "until": datetime(9999, 1, 1, tzinfo=UTC)}
_EVERYWHERE: Final = ""
"""The root under which every path lies."""
_CASE = case_file.c.id == bindparam("case", type_=Uuid(as_uuid=True))
_KEYS = [column.name for column in past_rate.c if column is not past_rate.c.n]


async def remember(uow: UnitOfWork, case: UUID) -> None:
    """Keep what a case counts for; to be called in the transaction that deletes it, while it is there."""
    await uow.execute(_REMEMBER, case=case, unit_path=_EVERYWHERE, **_ALWAYS)


def past_counts() -> Select[Any]:
    """Rate, class and count of deleted cases, for the binds of `core.ratings.rounds`.

    A round counts as closed when its month began: periods of whole months, by the clock of Shanghai, are exact.
    """
    began = cast_(past_rate.c.month, TIMESTAMP())
    unit = func.unnest(past_rate.c.units).table_valued("path", name="unit").render_derived()
    one_of_them = exists().select_from(unit).where(within(unit.c.path, UNIT_PATH))
    keys = past_rate.c.rate, past_rate.c["class"]
    return (
        select(*keys, cast_(func.sum(past_rate.c.n), BigInteger()).label("count"))
        .where(began >= _local(SINCE), began < _local(UNTIL), one_of_them)
        .where(known(past_rate.c.secrecy, past_rate.c.respondent_path))
        .group_by(*keys)
    )


def _remembering() -> Insert:
    looked_at = definitions(closed_rounds(_CASE))
    each = union_all(*(_rows(name, rows.subquery()) for name, rows in looked_at.items())).subquery("each")
    keys = [each.c[name] for name in _KEYS]
    found = insert(past_rate).from_select([*_KEYS, "n"], select(*keys, func.count()).group_by(*keys))
    return found.on_conflict_do_update(index_elements=_KEYS, set_={"n": past_rate.c.n + found.excluded.n})


def _rows(name: RateName, row: FromClause) -> Select[Any]:
    """What a case is to one rate: a row of keys for each of the rate's rows."""
    month = cast_(func.date_trunc(literal_column("'month'"), _local(row.c.at)), Date())
    of_case = row.join(case_file, _CASE)
    return select(
        literal_column(f"'{name}'", Text).label("rate"),
        row.c["class"],
        month.label("month"),
        case_file.c.secrecy,
        case_file.c.respondent_path,
        _units(name, row).label("units"),
    ).select_from(of_case)


def _units(name: RateName, row: FromClause) -> ColumnElement[Any]:
    """The paths of the units the row counts for, in their order."""
    path = assignment.c.unit_path
    counts = (
        assignment.c.id == row.c.id
        if subject_of(name) is Subject.ASSIGNMENT
        else answered(row.c.id, row.c.round, row.c.at)
    )
    paths = func.array_agg(aggregate_order_by(path.distinct(), path), type_=ARRAY(Text()))
    return select(paths).where(counts).scalar_subquery()


def _local(at: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.timezone(literal_column("'Asia/Shanghai'"), at)


_REMEMBER = _remembering()
