"""What an API key opens, from where, and until when."""

from datetime import timedelta

import pytest

from core.api_keys.commands import revoke_key
from core.api_keys.queries import find_key
from core.db.read import Read
from core.db.uow import unit_of_work
from core.events.queue_access import queues_of
from core.ids import new_id
from tests.web.auth.site import SERVICE, Site
from web.auth.api_keys import bearer_of_key, is_key
from web.auth.authenticate import Authenticator, SignedIn
from web.auth.tokens import TokenExpired, TokenRefused


async def test_a_key_signs_its_account_in(site: Site) -> None:
    assert await site.who(await site.key()) == await site.who(site.demonstration(SERVICE))


async def test_two_keys_count_at_a_time_so_that_one_can_replace_the_other(site: Site) -> None:
    old, new = await site.key(), await site.key()
    assert await site.who(old) == await site.who(new)
    async with unit_of_work(site.host.pool, site.host.services) as uow:
        await revoke_key(uow, old[:19])
    assert isinstance(await site.who(new), str)


@pytest.mark.parametrize("change", ["secret", "name", "short", "long", "sql", "empty"])
async def test_whatever_is_not_wholly_the_key_is_refused(site: Site, change: str) -> None:
    key = await site.key()
    other = {
        "secret": key[:-1] + ("A" if key[-1] != "A" else "B"),
        "name": f"hk_{'a' * 16}{key[19:]}",
        "short": key[:-1],
        "long": f"{key}A",
        "sql": "hk_' or true --",
        "empty": "hk_",
    }[change]
    assert await site.who(other) == 401
    assert isinstance(await site.who(key), str)


async def test_it_is_accepted_from_the_listed_addresses_alone_by_the_short_way_too(site: Site) -> None:
    key = await site.key(sources=["192.0.2.0/28", "2001:db8::/32"])
    for _ in range(3):  # the first is checked, later ones are at hand
        assert isinstance(await site.who(key, "192.0.2.7"), str)
        assert await site.who(key, "192.0.2.16") == 401
    assert isinstance(await site.who(key, "::ffff:192.0.2.7"), str)
    assert isinstance(await site.who(key, "2001:db8::7"), str)
    assert await site.who(key, "") == 401
    assert await site.who(key, "unix") == 401


async def test_it_ends_with_its_last_day(site: Site) -> None:
    key = await site.key(days=1)
    read, now = Read(site.host.pool), site.host.clock.now()
    bearer = await bearer_of_key(read, key, now)
    assert timedelta(hours=23) < bearer.expires - now <= timedelta(days=1)
    with pytest.raises(TokenExpired):
        await bearer_of_key(read, key, bearer.expires)
    with pytest.raises(TokenRefused, match="the key is not valid"):
        await bearer_of_key(read, f"{key[:-2]}..", bearer.expires)


async def test_one_that_is_confined_to_queues_opens_no_other(own_site: Site) -> None:
    for code in ("ta-waterworks", "ta-housing"):
        await own_site.host.pool.execute(
            "insert into work_queue select $1, 'unit:' || code, id, 'default', 120, 300, true, now() from unit"
            " where code = $2",
            new_id(),
            code,
        )
    await own_site.host.pool.execute("update role_grant set unit_path = '/ta' where role = 'utility_service'")
    authenticate = Authenticator(
        own_site.host.read, own_site.host.clock, lambda: own_site.host.issuers, lambda: own_site.host.matrix
    )

    async def seen(key: str) -> list[str]:
        signed = await authenticate.signed_in([f"Bearer {key}"], "")
        assert isinstance(signed, SignedIn)
        return [row["name"] for row in await queues_of(own_site.host.read, signed.viewer)]

    assert await seen(await own_site.key()) == ["unit:ta-housing", "unit:ta-waterworks"]
    assert await seen(await own_site.key(queues=["unit:ta-waterworks"])) == ["unit:ta-waterworks"]


async def test_it_is_found_by_its_name_and_no_token_of_an_issuer_is_taken_for_one(site: Site) -> None:
    key = await site.key()
    assert await find_key(site.host.read, key[:19]) is not None
    assert (is_key(key), is_key(site.demonstration())) == (True, False)
