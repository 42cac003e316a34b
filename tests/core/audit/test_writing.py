"""Whatever was seen is written down, whoever saw it, and nothing is lost when the database was away."""

import asyncio
from uuid import UUID

import pytest

from core.audit.sightings import Sightings
from core.audit.writing import MOST, run_sightings, write_sightings
from core.events.sequence import step
from core.events.verify import verify
from core.ids import new_id
from tests.core.audit.desk import accesses
from tests.support.office import Office

A, B, ROW, OTHER = (new_id() for _ in range(4))


@pytest.fixture
def sightings(office: Office) -> Sightings:
    office.services.sightings = Sightings()
    return office.services.sightings


async def test_what_an_account_saw_is_one_event_however_often_it_looked(office: Office, sightings: Sightings) -> None:
    for _ in range(3):
        sightings.saw(A, "case_file.title", ROW)
    sightings.saw(A, "case_file.content", ROW)
    sightings.saw(A, "case_file.title", OTHER)

    assert await write_sightings(office.pool, office.services) == 1

    (entered,) = await accesses(office)
    assert (entered["act"], entered["actors"], entered["case_id"]) == ("READ", [str(A)], None)
    assert entered["seen"] == {"case_file.content": [str(ROW)], "case_file.title": sorted([str(ROW), str(OTHER)])}


async def test_what_many_were_told_at_once_is_one_event_too(office: Office, sightings: Sightings) -> None:
    sightings.saw_together(frozenset((A, B)), {"case_file.title": {ROW}})
    sightings.saw_together(frozenset((B, A)), {"case_file.title": {OTHER}})

    assert await write_sightings(office.pool, office.services) == 1

    (entered,) = await accesses(office)
    assert entered["actors"] == sorted([str(A), str(B)])
    assert set(entered["seen"]["case_file.title"]) == {str(ROW), str(OTHER)}


async def test_each_account_has_its_own_event_in_the_chained_log(office: Office, sightings: Sightings) -> None:
    sightings.saw(A, "case_file.title", ROW)
    sightings.saw(B, "case_file.title", ROW)
    assert await write_sightings(office.pool, office.services) == 2
    await step(office.pool)
    assert await verify(office.read) is None

    await office.pool.execute("delete from access_event where actors = $1", [str(A)])

    assert await verify(office.read) in {1, 2}


async def test_a_long_list_is_written_in_pieces(office: Office, sightings: Sightings) -> None:
    rows = {new_id() for _ in range(MOST + 1)}
    for row in rows:
        sightings.saw(A, "case_file.title", row)

    assert await write_sightings(office.pool, office.services) == 2

    entered = await accesses(office)
    assert {UUID(id_) for one in entered for id_ in one["seen"]["case_file.title"]} == rows


async def test_nothing_seen_writes_nothing(office: Office, sightings: Sightings) -> None:
    assert await write_sightings(office.pool, office.services) == 0
    assert sightings.take() == {}


async def test_what_could_not_be_written_is_kept_for_the_next_time(office: Office, sightings: Sightings) -> None:
    sightings.saw(A, "case_file.title", ROW)
    await office.pool.execute("alter table access_event rename to away")
    try:
        with pytest.raises(Exception, match="access_event"):
            await write_sightings(office.pool, office.services)
    finally:
        await office.pool.execute("alter table away rename to access_event")
    sightings.saw(A, "case_file.title", OTHER)

    assert await write_sightings(office.pool, office.services) == 1

    (entered,) = await accesses(office)
    assert set(entered["seen"]["case_file.title"]) == {str(ROW), str(OTHER)}


async def test_what_is_held_at_the_end_is_written(office: Office, sightings: Sightings) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_sightings(office.pool, office.services, stop))
    await asyncio.sleep(0)
    sightings.saw(A, "case_file.title", ROW)
    stop.set()
    await asyncio.wait_for(running, 5)

    assert len(await accesses(office)) == 1
