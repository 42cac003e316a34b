"""Reads of units that commands need."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from core.db.uow import Read, Row
from core.errors import ErrorCode, Refused, register
from core.units.model import liaison_officer, unit

UNKNOWN_UNIT = register(
    ErrorCode("UNKNOWN_UNIT", "承办单位不存在或已停用。", "There is no such unit, or it is not active.")
)
_UNIT = select(unit).where(unit.c.id == bindparam("id"), unit.c.active)
_OFFICERS = select(liaison_officer.c.id).where(
    liaison_officer.c.unit_id == bindparam("unit_id"), liaison_officer.c.active
)


async def active_unit(read: Read, unit_id: UUID, field: tuple[str, ...]) -> Row:
    """The unit's row. Raises Refused for one that is absent or closed."""
    row = await read.fetch_one(_UNIT, id=unit_id)
    if row is None:
        raise Refused(UNKNOWN_UNIT, field=field)
    return row


async def officers_of(read: Read, unit_id: UUID) -> Sequence[Row]:
    """The unit's active liaison officers (Art. 8(1)); none is a defect of the data."""
    return await read.fetch(_OFFICERS, unit_id=unit_id)
