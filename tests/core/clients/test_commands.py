"""The keys of services, and that an assertion counts once."""

import asyncio
from datetime import timedelta

import pytest

from core.clients.commands import client_keys, forget_used, set_client_keys, use_once
from core.db.uow import unit_of_work
from core.errors import Refused
from tests.support.office import Office

WHO = "d:utility_service"
KEYS = {"keys": [{"kty": "OKP"}]}


async def test_the_keys_are_those_given_last_and_what_was_open_ends(office: Office) -> None:
    for keys in ({"keys": []}, KEYS):
        async with unit_of_work(office.pool, office.services) as uow:
            await set_client_keys(uow, WHO, keys)
    assert await client_keys(office.read, WHO) == KEYS
    assert await office.pool.fetchval("select count(*) from session_revocation where subject = $1", WHO) == 2

    async with unit_of_work(office.pool, office.services) as uow:
        await set_client_keys(uow, WHO, None)
    assert await client_keys(office.read, WHO) is None


@pytest.mark.parametrize(("subject", "code"), [("d:operator", "NOT_A_SERVICE"), ("t:nobody", "UNKNOWN_SUBJECT")])
async def test_only_a_service_has_some(office: Office, subject: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        async with unit_of_work(office.pool, office.services) as uow:
            await set_client_keys(uow, subject, KEYS)
    assert refused.value.code.code == code


async def test_of_many_who_use_an_assertion_at_once_one_may(office: Office) -> None:
    until = office.clock.now() + timedelta(minutes=5)

    async def using(jti: str) -> bool:
        async with unit_of_work(office.pool, office.services) as uow:
            return await use_once(uow, WHO, jti, until)

    assert sorted(await asyncio.gather(*(using("same") for _ in range(8)))) == [False] * 7 + [True]
    assert await using("other")
    office.clock.set(until + timedelta(seconds=1))
    async with unit_of_work(office.pool, office.services) as uow:
        assert await forget_used(uow) == 2
