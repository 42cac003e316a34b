"""Whoever is turned out is out in two seconds, by the short way and by the long one, whatever it was that ended."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from core.accounts.commands import revoke_role, switch_account
from core.accounts.sessions import end_sessions
from core.api_keys.commands import revoke_key
from core.db.uow import UnitOfWork, unit_of_work
from tests.web.auth.site import Site

DOCUMENT = "{ viewer { id grants { role { code } } } cases(first: 1) { edges { node { id } } } }"
"""What the plan does not answer goes the long way: `viewer` is one such field, `cases` alone is not."""
PLANNED = "{ cases(first: 1) { edges { node { id } } } }"
Turn = Callable[[UnitOfWork], Awaitable[object]]


async def asked(client: httpx.AsyncClient, token: str, document: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": document}, headers={"authorization": f"Bearer {token}"})


async def turned_out(site: Site, turn: Turn) -> None:
    async with unit_of_work(site.host.pool, site.host.services) as uow:
        await turn(uow)


async def out(client: httpx.AsyncClient, token: str, document: str) -> int:
    """With which status, within two seconds."""
    async with asyncio.timeout(2):
        while (answer := await asked(client, token, document)).status_code == 200:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    return answer.status_code


async def test_an_account_a_session_and_a_key_are(own_site: Site) -> None:
    # Given three who are asking, each by both ways
    key = await own_site.key()
    tokens = [own_site.demonstration("d:operator"), own_site.demonstration("d:dispatcher"), key]
    async with own_site.client() as client:
        for token in tokens:
            for document in (PLANNED, PLANNED, PLANNED, DOCUMENT):
                assert (await asked(client, token, document)).status_code == 200
        # When the first is kept out, the second's session and the third's key are ended
        await turned_out(own_site, lambda uow: switch_account(uow, "d:operator", active=False))
        await turned_out(own_site, lambda uow: end_sessions(uow, "d:dispatcher"))
        await turned_out(own_site, lambda uow: revoke_key(uow, key[:19]))
        # Then each is refused by both
        found = await asyncio.gather(
            *(out(client, one, document) for one in tokens for document in (PLANNED, DOCUMENT))
        )
    assert found == [403, 403, 401, 401, 401, 401]


async def test_a_withdrawn_grant_opens_nothing_any_more(own_site: Site) -> None:
    token = own_site.demonstration("d:operator")
    async with own_site.client() as client:
        before = (await asked(client, token, DOCUMENT)).json()["data"]["viewer"]["grants"]
        await turned_out(own_site, lambda uow: revoke_role(uow, "d:operator", "operator"))
        async with asyncio.timeout(2):
            while (await asked(client, token, DOCUMENT)).json()["data"]["viewer"]["grants"]:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
    assert [one["role"]["code"] for one in before] == ["operator"]


@pytest.mark.parametrize("address", ["192.0.2.8", "", "unix"])
async def test_a_key_opens_nothing_from_elsewhere_though_it_is_known(own_site: Site, address: str) -> None:
    key = await own_site.key(sources=["192.0.2.7"])
    async with own_site.client("192.0.2.7") as near, own_site.client(address) as far:
        for document in (PLANNED, PLANNED, DOCUMENT):
            assert (await asked(near, key, document)).status_code == 200
            assert (await asked(far, key, document)).status_code == 401
