"""The head is signed once a minute, by whoever comes first, also when nothing was written meanwhile."""

import asyncio
from datetime import timedelta

from core.audit.check import check, kept_heads
from core.audit.heads import HeadSigner
from core.audit.sign import sign_head
from core.events.sequence import step
from tests.core.audit.desk import register
from tests.support.office import Office

SIGNER = HeadSigner(bytes(range(32)))


async def test_once_a_minute_and_each_follows_the_last(office: Office) -> None:
    first = await sign_head(office.pool, office.services, SIGNER)
    assert first is not None
    assert (first.number, first.pos) == (1, 0)
    assert await sign_head(office.pool, office.services, SIGNER) is None

    await register(office)
    await step(office.pool)
    office.clock.set(office.clock.now() + timedelta(seconds=60))
    second = await sign_head(office.pool, office.services, SIGNER)
    assert second is not None
    assert (second.number, second.previous) == (2, first.digest)
    assert second.pos == await office.pool.fetchval("select last_pos from sequencer")
    assert await check(office.read, await kept_heads(office.read), SIGNER.key) == []


async def test_several_processes_sign_it_once(office: Office) -> None:
    signed = await asyncio.gather(*(sign_head(office.pool, office.services, SIGNER) for _ in range(4)))

    assert len([one for one in signed if one]) == 1
    assert len(await kept_heads(office.read)) == 1
