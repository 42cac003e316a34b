"""Desks for the tests of the life cycle."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import bindparam, delete, select

from core.db.uow import unit_of_work
from core.ids import new_id
from core.units.model import unit
from tests.core.cases.desk import VILLAGE, Desk, open_desk
from tests.core.cases.drive import TOWNSHIP, Drive
from tests.support.office import Office, forget

_TOWNSHIP = select(unit).where(unit.c.code == bindparam("code"))
_REMOVE = delete(unit).where(unit.c.code == bindparam("code"))


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A desk for a test that commits."""
    return await open_desk(office)


@pytest.fixture(scope="module")
async def drive(shared_office: Office) -> AsyncIterator[Drive]:
    """Scenes for tests that undo what they do; one village lies below a township, so that a child can have children."""
    await forget(shared_office)
    async with unit_of_work(shared_office.pool, shared_office.services) as uow:
        township = await uow.fetch_one(_TOWNSHIP, code=TOWNSHIP)
        assert township is not None
        below = {"id": new_id(), "code": VILLAGE, "parent_id": township["id"], "path": f"{township['path']}/{VILLAGE}"}
        await uow.insert(unit, [{**township, **below}])
    yield Drive(await open_desk(shared_office))
    await forget(shared_office)
    async with unit_of_work(shared_office.pool, shared_office.services) as uow:
        await uow.execute(_REMOVE, code=VILLAGE)
