"""API keys: shown once, two at a time, for half a year at most."""

import re
from datetime import timedelta
from typing import Any

import pytest

from core.api_keys.commands import digest, new_key, revoke_key
from core.api_keys.queries import every_key, find_key
from core.db.uow import unit_of_work
from core.errors import Refused
from tests.support.office import Office

WHO = "d:utility_service"


async def made(office: Office, subject: str = WHO, **more: Any) -> str:
    async with unit_of_work(office.pool, office.services) as uow:
        return await new_key(uow, subject, **more)


async def revoked(office: Office, name: str) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await revoke_key(uow, name)


async def refusal(office: Office, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        await made(office, **more)
    return refused.value.code.code


async def test_a_key_is_kept_as_a_digest_alone(office: Office) -> None:
    key = await made(office, sources=["192.0.2.7", "198.51.100.0/24"])

    form = re.fullmatch(r"(hk_[a-z2-7]{16})_([A-Za-z0-9_-]{43})", key)
    assert form is not None
    (row,) = await every_key(office.read)
    assert (row["name"], row["digest"], row["subject"]) == (form[1], digest(form[2]), WHO)
    assert row["sources"] == ["192.0.2.7/32", "198.51.100.0/24"]
    assert row["expires_at"] == office.clock.now() + timedelta(days=180)
    everything = await office.pool.fetchval("select string_agg(k::text, '') from api_key k")
    assert form[2] not in everything


async def test_two_are_active_and_a_third_waits_until_one_is_revoked_or_has_expired(office: Office) -> None:
    first = await made(office, days=1)
    second = await made(office)
    assert await refusal(office) == "TWO_KEYS_ACTIVE"

    await revoked(office, second[:19])
    third = await made(office)
    assert await refusal(office) == "TWO_KEYS_ACTIVE"

    office.clock.set(office.clock.now() + timedelta(days=1))
    await made(office)
    assert await find_key(office.read, first[:19]) is not None
    assert await find_key(office.read, third[:19]) is not None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"subject": "d:operator"}, "NOT_A_SERVICE"),
        ({"subject": "t:nobody"}, "UNKNOWN_SUBJECT"),
        ({"sources": ["192.0.2.7/8"]}, "BAD_SOURCE"),
        ({"sources": ["water.example"]}, "BAD_SOURCE"),
        ({"queues": ["unit:none"]}, "UNKNOWN_QUEUE"),
        ({"days": 0}, "BAD_LIFETIME"),
        ({"days": 181}, "BAD_LIFETIME"),
    ],
)
async def test_what_does_not_fit_is_refused(office: Office, more: dict[str, Any], code: str) -> None:
    assert await refusal(office, **more) == code
    assert await every_key(office.read) == []


async def test_revoking_ends_what_is_open_and_can_be_said_twice(office: Office) -> None:
    name = (await made(office))[:19]
    await revoked(office, name)
    await revoked(office, name)
    rows = await office.pool.fetch("select subject, session, until from session_revocation")
    assert [(row["subject"], row["session"]) for row in rows] == [(WHO, name)]
    assert rows[0]["until"] == office.clock.now() + timedelta(days=180), "as long as it could have been used"


async def test_a_key_nobody_has_cannot_be_revoked(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await revoked(office, "hk_none")
    assert refused.value.code.code == "UNKNOWN_KEY"
