"""A new key for the blind indexes: at every moment who is looked for is found, and at the end only by the new one."""

import asyncio
from contextlib import aclosing

import pytest
from sqlalchemy import MetaData, Table

from core.cases.sealed import REPORTER
from core.db.base import row_id, sealed
from core.keys.index_chain import ANNOUNCE, RELINK, index_chain
from core.keys.opening import open_keys
from core.keys.rotate_indexes import indexed, rotate_indexes
from core.keys.rotate_root import rotate_root, under_former
from core.keys.rotation import RotationRunning
from core.sealing.envelope import Suite
from core.search.queries import search_cases
from core.tables import CORE
from tests.core.audit.desk import WHO, register
from tests.support.office import ROOT_KEY, Office, open_office

PHONE = next(field for field in REPORTER if field.name == "phone")
NEW = b"n" * 32


async def rotated(office: Office, suite: Suite = Suite.AES_256_GCM) -> dict[str, int]:
    provider = (await open_keys(office.read, ROOT_KEY)).provider
    moving = rotate_indexes(office.pool, office.services, CORE, provider, suite, grace=0)
    return {column: rows async for column, rows in moving}


async def refresh(office: Office) -> None:
    """As every process does every two seconds."""
    office.services.indexes.chain = await index_chain(office.read, (await open_keys(office.read, ROOT_KEY)).provider)


async def found(office: Office) -> int:
    """How many cases a telephone number finds, and as many by the reporter's identity number."""
    assert WHO.phone is not None
    assert WHO.identity_no is not None
    viewer, indexes = office.viewer("city_lead"), office.services.indexes
    by = [len(await search_cases(office.read, viewer, text, indexes)) for text in (WHO.phone, WHO.identity_no)]
    assert by[0] == by[1]
    return by[0]


async def step(office: Office) -> str | None:
    said: str | None = await office.pool.fetchval("select step from key_rotation where ended_at is null")
    return said


async def test_who_is_looked_for_is_found_before_during_and_after(own_office: Office) -> None:
    office = own_office
    async with open_office(office.dsn) as late:  # a process that has not heard of the new key yet
        for _ in range(3):
            await register(office)
        provider = (await open_keys(office.read, ROOT_KEY)).provider
        pauses = 0

        async def pause(seconds: float) -> None:
            nonlocal pauses
            pauses += 1
            assert await step(office) == (ANNOUNCE if pauses == 1 else RELINK)
            await register(late)  # still writes as before
            await refresh(office)
            await register(office)
            await refresh(late)
            assert await found(office) == await found(late) == 3 + 2 * pauses

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("core.keys.rotation.asyncio.sleep", pause)
            moving = rotate_indexes(office.pool, office.services, CORE, provider, Suite.AES_256_GCM, grace=30)
            moved = {column: rows async for column, rows in moving}

        assert (pauses, moved["reporter.phone_index"]) == (2, 6)
        await refresh(office)
        assert await found(office) == 7
    rows = await office.pool.fetch("select phone_index, identity_no_index, repeat_key from reporter")
    assert {(len(row["phone_index"]), row["phone_index"][0], len(row["identity_no_index"])) for row in rows} == {
        (17, 1, 17)
    }
    assert all(row["repeat_key"] == row["phone_index"] for row in rows)
    assert office.services.indexes.chain.sought == (1,)
    assert await step(office) is None


async def test_cut_off_it_goes_on_and_a_second_rotation_follows_in_the_other_suite(
    own_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = own_office
    monkeypatch.setattr("core.keys.rotate_indexes.BATCH", 2)
    for _ in range(5):
        await register(office)
    provider = (await open_keys(office.read, ROOT_KEY)).provider
    async with aclosing(
        rotate_indexes(office.pool, office.services, CORE, provider, Suite.AES_256_GCM, grace=0)
    ) as moving:
        assert await anext(moving) == ("reporter.phone_index", 2)
    await refresh(office)
    assert await found(office) == 5

    assert (await rotated(office))["reporter.phone_index"] == 3
    assert (await rotated(office, Suite.SM4_GCM))["reporter.phone_index"] == 5

    await refresh(office)
    assert (await found(office), office.services.indexes.chain.sought) == (5, (2,))
    assert await office.pool.fetchval("select count(*) from key_rotation where ended_at is null") == 0
    async with open_office(office.dsn) as fresh:  # knows both links from its start
        assert await found(fresh) == 5
        await register(fresh)
        assert await found(fresh) == 6


async def test_two_at_once_do_no_harm_and_links_are_wrapped_anew_with_the_root_key(own_office: Office) -> None:
    office = own_office
    await register(office)

    ended = await asyncio.gather(rotated(office), rotated(office), return_exceptions=True)

    assert all(isinstance(one, dict | RotationRunning) for one in ended)
    if await step(office):
        await rotated(office)
    await refresh(office)
    assert await found(office) == 1
    keys = await open_keys(office.read, NEW, ROOT_KEY)
    places = [place async for place in rotate_root(office.pool, keys.provider, keys.first)]
    assert any(place.startswith("derivation_key|index|1|1") for place in places)
    alone = await open_keys(office.read, NEW)
    assert await under_former(office.read, alone.provider) == []
    assert len((await index_chain(office.read, alone.provider)).links) >= 1


def test_what_is_rotated_stands_beside_a_sealed_text() -> None:
    named = [f"{table.name}.{column.name}" for table, column in indexed(CORE)]
    assert named == ["reporter.phone_index", "reporter.identity_no_index", "reporter.company_index"]
    more = Table("more", MetaData(), row_id(), *sealed("name", index=True))
    assert [column.name for _, column in indexed((more,))] == ["name_index"]
