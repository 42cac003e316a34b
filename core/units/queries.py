"""Reads of units that commands need."""

from uuid import UUID

from sqlalchemy import bindparam, exists, select

from core.db.read import Read, Row
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.units.model import liaison_officer, unit

UNKNOWN_UNIT = register(
    ErrorCode("UNKNOWN_UNIT", "承办单位不存在或已停用。", "There is no such unit, or it is not active.")
)
_UNIT = select(unit).where(unit.c.id == bindparam("id"), unit.c.active)
_OFFICERS = select(liaison_officer.c.id).where(
    liaison_officer.c.unit_id == bindparam("unit_id"), liaison_officer.c.active
)
_STAFFED = select(exists(_OFFICERS))


def foresee_unit(uow: UnitOfWork, unit_id: UUID) -> None:
    """Have what is asked of a unit that is given work come with the case."""
    uow.foresee(_UNIT, id=unit_id)
    uow.foresee(_STAFFED, unit_id=unit_id)


async def active_unit(read: Read, unit_id: UUID, field: tuple[str, ...]) -> Row:
    """The unit's row. Raises Refused for one that is absent or closed."""
    row = await read.fetch_one(_UNIT, id=unit_id)
    if row is None:
        raise Refused(UNKNOWN_UNIT, field=field)
    return row


async def is_staffed(read: Read, unit_id: UUID) -> bool:
    """Whether the unit has an active liaison officer (Art. 8(1)); none is a defect of the data."""
    return bool(await read.fetch_value(_STAFFED, unit_id=unit_id))
