"""Laying a year's notice into the database's calendar."""

from hashlib import sha256

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import Insert, insert

from core.db.uow import UnitOfWork
from core.deadlines.model import calendar_day, calendar_year
from core.deadlines.proposal import Proposal, laid_in


def _upsert(statement: Insert, key: str) -> Insert:
    own = {column.name: column for column in statement.excluded if column.name != key}
    return statement.on_conflict_do_update(index_elements=[key], set_=own)


_DAY = _upsert(
    insert(calendar_day).values({column.name: bindparam(column.name, type_=column.type) for column in calendar_day.c}),
    "day",
)
_YEAR = _upsert(
    insert(calendar_year).values(
        {column.name: bindparam(column.name, type_=column.type) for column in calendar_year.c}
    ),
    "year",
)


async def lay_in(uow: UnitOfWork, proposal: Proposal, notice: str, text: str) -> None:
    """Make the proposal's year official under the notice's number.

    The services' calendar is replaced at once, also if the transaction fails afterwards: a command ends then.
    """
    days = ({"day": one.date, "working": one.working, "name": one.name, "source": notice} for one in proposal.days)
    await uow.execute_many(_DAY, list(days))
    digest = sha256(text.encode()).hexdigest()
    await uow.execute(_YEAR, year=proposal.year, notice=notice, digest=digest, imported_at=uow.now)
    uow.services.workdays = laid_in(uow.services.workdays, proposal)
