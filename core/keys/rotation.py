"""What rotations of keys share: the row that tells how far one has come, and the time that former keys are still in use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Float, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.ids import new_id
from core.keys.model import key_rotation
from core.services import Services

GRACE: Final = 30.0
"""Seconds that no request lasts: its deadline is 10. Nor does anything else keep a key it has read for longer."""

THIS = key_rotation.c.id == bindparam("of", type_=Uuid(as_uuid=True))
NOW = select(func.clock_timestamp())
_OPEN = select(key_rotation).where(key_rotation.c.level == bindparam("level"), key_rotation.c.ended_at.is_(None))
_STILL = select(key_rotation.c.step).where(THIS, key_rotation.c.ended_at.is_(None)).with_for_update()
_SINCE = func.coalesce(key_rotation.c.published_at, key_rotation.c.begun_at)
_WAITED = select(cast(func.extract("epoch", func.clock_timestamp() - _SINCE), Float)).where(THIS)


class RotationRunning(Exception):
    """Another process is at it, and further on."""


async def open_rotation(uow: UnitOfWork, level: str) -> Row | None:
    """The rotation of this level that has not ended."""
    return await uow.fetch_one(_OPEN, level=level)


async def begun(uow: UnitOfWork, level: str, step: str, at: datetime) -> Row:
    """A rotation that begins with this step."""
    row: Row = {
        "id": new_id(), "level": level, "step": step, "holder": None, "cursor": None, "upto": new_id(),
        "done": 0, "begun_at": at, "published_at": None, "ended_at": None,
    }  # fmt: skip
    await uow.insert(key_rotation, [row])
    return row


async def grace_over(pool: Any, rotation: Row, grace: float) -> None:
    """Wait until nobody is left who has read what there was before the newest key was published."""
    waited: float = await Read(pool).fetch_value(_WAITED, of=rotation["id"])
    await asyncio.sleep(max(0.0, grace - waited))


@asynccontextmanager
async def stage(pool: Any, services: Services, rotation: Row) -> AsyncIterator[UnitOfWork]:
    """A unit of work during which the rotation stays in its step. Raises RotationRunning if it has left it."""
    async with unit_of_work(pool, services) as uow:
        await uow.begin()
        if await uow.fetch_value(_STILL, of=rotation["id"]) != rotation["step"]:
            raise RotationRunning
        yield uow


async def noted(uow: UnitOfWork, rotation: Row, **new: object) -> Row:
    """The rotation with what is new of it, written down."""
    await uow.update(key_rotation, {"id": rotation["id"]}, new)
    return {**rotation, **new}
