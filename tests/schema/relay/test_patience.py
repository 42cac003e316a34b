"""A list that takes too long is cancelled, in the database too, and its caller is told what to add."""

import asyncio

import pytest
from sqlalchemy import Table, text

from core.assignments.model import assignment
from core.cases.model import case_file
from core.errors import Refused
from core.units.model import unit
from schema.relay.patience import QUERY_TOO_BROAD, patiently
from tests.schema.conftest import Api
from tests.support.office import Office

_SLEEPING = "select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'"


@pytest.mark.parametrize(
    ("table", "add"),
    [
        (case_file, "filter.district, filter.state"),
        (assignment, "filter.unitId, filter.state"),
        (unit, "filter"),
    ],
    ids=["cases", "assignments", "others"],
)
async def test_a_long_list_is_cancelled_and_says_what_to_add(office: Office, table: Table, add: str) -> None:
    with pytest.raises(Refused) as caught:
        await patiently(office.pool, table, lambda read: read.fetch(text("select pg_sleep(30)")), seconds=0.05)

    assert (caught.value.code, caught.value.params) == (QUERY_TOO_BROAD, {"seconds": "0.05", "add": add})
    await asyncio.sleep(0.1)
    assert await office.pool.fetchval(_SLEEPING) == 0


async def test_what_comes_in_time_is_the_answer(office: Office) -> None:
    assert await patiently(office.pool, case_file, lambda read: read.fetch_value(text("select 7"))) == 7


async def test_of_many_who_come_at_once_each_has_its_time(office: Office) -> None:
    # given more lists than there are connections, which together take much longer than one may
    size = office.pool.get_max_size()
    asked = [
        patiently(office.pool, case_file, lambda read: read.fetch_value(text("select pg_sleep(0.1)")), seconds=0.25)
        for _ in range(4 * size)
    ]
    # when all are asked for, then none is told to ask for less
    assert len(await asyncio.gather(*asked)) == 4 * size


async def test_a_caller_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a database in which somebody holds the table, when cases are listed, then the list is given up."""
    async with api.office.pool.acquire() as other, other.transaction():
        await other.execute("lock table case_file in access exclusive mode")
        monkeypatch.setattr(patiently, "__defaults__", (0.05,))
        code = await api.refusal("{ cases { nodes { id } } }", "reviewer")

    assert code == "QUERY_TOO_BROAD"
