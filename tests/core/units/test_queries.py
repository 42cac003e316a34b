"""What commands ask about a unit: whether it may have work, and whether somebody is there."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.db.read import Read
from core.errors import Refused
from core.ids import new_id
from core.units.queries import UNKNOWN_UNIT, active_unit, is_staffed
from tests.support.office import Office

FIELD = ("input", "targets")
HOUSING = "SELECT id FROM unit WHERE code = 'ta-housing'"


@pytest.fixture
async def undone(office: Office) -> AsyncIterator[Any]:
    """A connection whose changes nobody else sees and nobody keeps."""
    async with office.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()


async def test_a_unit_at_work_is_found(office: Office) -> None:
    row = await active_unit(office.read, await office.pool.fetchval(HOUSING), FIELD)

    assert row["code"] == "ta-housing"


async def test_an_absent_unit_is_refused_where_it_was_named(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await active_unit(office.read, new_id(), FIELD)

    assert (refused.value.code, refused.value.field) == (UNKNOWN_UNIT, FIELD)


async def test_a_closed_unit_is_refused_like_an_absent_one(undone: Any) -> None:
    id_ = await undone.fetchval(f"UPDATE unit SET active = false WHERE id = ({HOUSING}) RETURNING id")

    with pytest.raises(Refused) as refused:
        await active_unit(Read(undone), id_, FIELD)

    assert refused.value.code is UNKNOWN_UNIT


async def test_a_unit_is_staffed_while_an_officer_of_it_is_active(undone: Any) -> None:
    id_ = await undone.fetchval(HOUSING)
    staffed = await is_staffed(Read(undone), id_)
    await undone.execute("UPDATE liaison_officer SET active = false WHERE unit_id = $1", id_)

    assert staffed
    assert not await is_staffed(Read(undone), id_)
    assert not await is_staffed(Read(undone), new_id())
