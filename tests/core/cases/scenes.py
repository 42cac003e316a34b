"""Scenes that many tests share, for as long as a module of tests runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import bindparam, delete, select

from core.db.uow import unit_of_work
from core.ids import new_id
from core.units.model import unit
from tests.core.cases.desk import VILLAGE, open_desk
from tests.core.cases.drive import TOWNSHIP, Drive
from tests.support.office import Office, forget

_TOWNSHIP = select(unit).where(unit.c.code == bindparam("code"))
_REMOVE = delete(unit).where(unit.c.code == bindparam("code"))


@asynccontextmanager
async def open_drive(office: Office) -> AsyncIterator[Drive]:
    """A drive in an office without a case; one village lies below a township, so that a child can have children."""
    await forget(office)
    async with unit_of_work(office.pool, office.services) as uow:
        township = await uow.fetch_one(_TOWNSHIP, code=TOWNSHIP)
        assert township is not None
        below = {"id": new_id(), "code": VILLAGE, "parent_id": township["id"], "path": f"{township['path']}/{VILLAGE}"}
        await uow.insert(unit, [{**township, **below}])
    yield Drive(await open_desk(office))
    await forget(office)
    async with unit_of_work(office.pool, office.services) as uow:
        await uow.execute(_REMOVE, code=VILLAGE)
