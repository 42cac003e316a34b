"""Five tries, of an account and of a source, however many come at once."""

import asyncio
from datetime import timedelta

import pytest

from core.db.uow import unit_of_work
from core.errors import Refused
from core.passwords.tries import SIGN_IN_LOCKED, WINDOW, count_try, forget_tries, take_back
from tests.support.office import Office


async def tried(office: Office, name: str = "e:li", source: str = "192.0.2.1") -> bool:
    """Whether one more was let through."""
    try:
        async with unit_of_work(office.pool, office.services) as uow:
            await count_try(uow, name, source)
    except Refused as refused:
        return refused.code is not SIGN_IN_LOCKED
    return True


async def test_the_sixth_of_an_account_is_not_looked_at_from_wherever_it_comes(office: Office) -> None:
    assert [await tried(office, source=f"192.0.2.{one}") for one in range(7)] == [True] * 5 + [False] * 2
    assert await tried(office, "e:wang", "192.0.2.9"), "nobody else is locked"


async def test_the_sixth_of_a_source_is_not_looked_at_whatever_it_names(office: Office) -> None:
    assert [await tried(office, f"e:nobody{one}") for one in range(7)] == [True] * 5 + [False] * 2


async def test_forty_at_once_are_five(office: Office) -> None:
    assert sum(await asyncio.gather(*(tried(office, source=f"192.0.2.{one}") for one in range(40)))) == 5


async def test_it_opens_again_after_a_quarter_of_an_hour(office: Office) -> None:
    for _ in range(5):
        await tried(office)
    office.clock.set(office.clock.now() + WINDOW - timedelta(seconds=1))
    assert not await tried(office)
    office.clock.set(office.clock.now() + timedelta(seconds=1))
    assert await tried(office)


async def test_a_right_one_does_not_count_and_forgives_no_other(office: Office) -> None:
    for _ in range(4):
        await tried(office)
    for _ in range(3):
        assert await tried(office)
        async with unit_of_work(office.pool, office.services) as uow:
            await take_back(uow, "e:li", "192.0.2.1")
    assert [await tried(office), await tried(office)] == [True, False]


async def test_what_no_longer_counts_is_removed(office: Office) -> None:
    await tried(office)
    office.clock.set(office.clock.now() + WINDOW + timedelta(seconds=1))
    async with unit_of_work(office.pool, office.services) as uow:
        assert await forget_tries(uow) == 2


async def test_neither_names_nor_addresses_are_kept(office: Office) -> None:
    await tried(office)
    kept = await office.pool.fetchval("select string_agg(encode(key, 'escape'), '') from password_attempt")
    assert "e:li" not in kept
    assert "192.0.2.1" not in kept


@pytest.fixture(autouse=True)
async def _unlocked(office: Office) -> None:
    await office.pool.execute("delete from password_attempt")
