"""Leases: one effect for each ticket, whatever stalls, dies or comes twice."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import bindparam, func, update

from core.api import ErrorCode, Refused
from core.db.uow import unit_of_work
from plugins.utility_queues import leases
from plugins.utility_queues.errors import NOTHING_READY, STALE_LEASE
from plugins.utility_queues.leases import Lease
from plugins.utility_queues.tables import ticket
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged

TICKETS = 20_000 if os.environ.get("HOTLINE_TEST_LONG") else 2_000
WORKERS, SECONDS = 6, 300

COPY_CASES = """
insert into case_file select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'case_no', 'X' || n))).*
from case_file c, generate_series(1, $2) n where c.id = $1
"""
COPY_PARTS = """
insert into assignment select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id))).*
from assignment a, case_file c where a.case_id = $1 and c.case_no like 'X%'
"""
COPY_TICKETS = """
insert into utility_queues_ticket select (jsonb_populate_record(t, jsonb_build_object(
    'id', gen_random_uuid(), 'case_id', a.case_id, 'assignment_id', a.id))).*
from utility_queues_ticket t, assignment a where t.case_id = $1 and a.case_id <> $1
"""

EFFECT = update(ticket).where(ticket.c.id == bindparam("of_ticket")).values(state="REPLIED", replied_at=func.now())


@contextmanager
def suppressed(code: ErrorCode) -> Iterator[list[Refused]]:
    """A refusal with this code, and no other, ends the block and is told."""
    told: list[Refused] = []
    try:
        yield told
    except Refused as refused:
        if refused.code is not code:
            raise
        told.append(refused)


async def queue(office: Plugged, number: int) -> UUID:
    """A company with so many ready tickets; its id."""
    case_id = await works.dispatched(office)
    await office.pool.execute(COPY_CASES, case_id, number - 1, timeout=120)
    await office.pool.execute(COPY_PARTS, case_id, timeout=120)
    await office.pool.execute(COPY_TICKETS, case_id, timeout=120)
    return await works.unit_id(office)


@dataclass
class Crew:
    """Workers of one company, what they did, and what was refused."""

    office: Plugged
    company: UUID
    chance: random.Random
    done: Counter[UUID] = field(default_factory=Counter)
    stalled: list[Lease] = field(default_factory=list)
    dead: int = 0
    refused: int = 0

    async def work(self, by: UUID) -> None:
        """Claim and finish until nothing is ready; some stall over a ticket, some drop it."""
        while (lease := await self.claim(by)) is not None:
            fate = self.chance.random()
            if fate < 0.03:
                self.stalled.append(lease)
            elif fate < 0.05:
                self.dead += 1
            else:
                await self.finish(by, lease)

    async def claim(self, by: UUID) -> Lease | None:
        office = self.office
        with suppressed(NOTHING_READY):
            async with unit_of_work(office.pool, office.services) as uow:
                gates = office.plugins.switches.districts("utility_queues")
                return await leases.claim_next(uow, by, self.company, gates=gates, clearance=3, seconds=SECONDS)
        return None

    async def finish(self, by: UUID, lease: Lease) -> None:
        """The effect and its proof in one transaction."""
        with suppressed(STALE_LEASE) as refused:
            async with unit_of_work(self.office.pool, self.office.services) as uow:
                await uow.tell(EFFECT, of_ticket=lease.ticket_id)
                await leases.release(uow, by, lease.ticket_id, lease.token)
            self.done[lease.ticket_id] += 1
        self.refused += len(refused)


async def test_every_ticket_is_done_once_in_spite_of_stalls_and_deaths(plugged: Plugged) -> None:
    by = UUID(int=7)
    crew = Crew(plugged, await queue(plugged, TICKETS), random.Random(12345))
    zombies = 0
    while sum(crew.done.values()) < TICKETS:
        await asyncio.gather(*(crew.work(by) for _ in range(WORKERS)))
        plugged.clock.set(plugged.clock.now() + timedelta(seconds=SECONDS))
        woken, crew.stalled = crew.stalled, []
        zombies += len(woken)
        half = len(woken) // 2
        await asyncio.gather(*(crew.finish(by, lease) for lease in woken[:half]))
        await asyncio.gather(crew.work(by), *(crew.finish(by, lease) for lease in woken[half:]))

    assert len(crew.done) == TICKETS
    assert set(crew.done.values()) == {1}
    assert crew.refused == zombies > TICKETS * 0.02
    assert crew.dead > TICKETS * 0.01
    assert await plugged.pool.fetchval("select count(*) from utility_queues_ticket where state = 'REPLIED'") == TICKETS


@pytest.fixture
async def company(plugged: Plugged) -> UUID:
    await works.dispatched(plugged)
    return await works.unit_id(plugged)


class TestOneTicket:
    by, other = UUID(int=7), UUID(int=8)

    async def claim(self, office: Plugged, company: UUID) -> Lease:
        async with unit_of_work(office.pool, office.services) as uow:
            gates = [works.TAISHAN]
            return await leases.claim_next(uow, self.by, company, gates=gates, clearance=3, seconds=SECONDS)

    async def renewed(self, office: Plugged, lease: Lease, by: UUID, token: int) -> bool:
        with suppressed(STALE_LEASE) as refused:
            async with unit_of_work(office.pool, office.services) as uow:
                await leases.renew(uow, by, lease.ticket_id, token, seconds=SECONDS)
        return not refused

    async def test_a_lease_ends_at_its_instant(self, plugged: Plugged, company: UUID) -> None:
        lease = await self.claim(plugged, company)
        plugged.clock.set(plugged.clock.now() + timedelta(seconds=SECONDS - 1))
        assert await self.renewed(plugged, lease, self.by, lease.token)

        plugged.clock.set(plugged.clock.now() + timedelta(seconds=SECONDS))
        assert not await self.renewed(plugged, lease, self.by, lease.token)

    async def test_another_s_token_and_another_token_are_stale(self, plugged: Plugged, company: UUID) -> None:
        lease = await self.claim(plugged, company)

        assert not await self.renewed(plugged, lease, self.other, lease.token)
        assert not await self.renewed(plugged, lease, self.by, lease.token + 1)

    async def test_a_later_claim_makes_the_earlier_token_stale(self, plugged: Plugged, company: UUID) -> None:
        first = await self.claim(plugged, company)
        plugged.clock.set(plugged.clock.now() + timedelta(seconds=SECONDS))
        second = await self.claim(plugged, company)

        assert (second.ticket_id, second.token) == (first.ticket_id, first.token + 1)
        assert not await self.renewed(plugged, first, self.by, first.token)
        assert await self.renewed(plugged, second, self.by, second.token)

    async def test_of_many_claims_at_once_one_gets_it(self, plugged: Plugged, company: UUID) -> None:
        done = await asyncio.gather(*(self.claim(plugged, company) for _ in range(6)), return_exceptions=True)

        assert sum(isinstance(one, Lease) for one in done) == 1

    async def test_what_is_kept_more_closely_is_not_given(self, plugged: Plugged, company: UUID) -> None:
        await plugged.pool.execute("update case_file set secrecy = 2")

        with pytest.raises(Refused):
            async with unit_of_work(plugged.pool, plugged.services) as uow:
                await leases.claim_next(uow, self.by, company, gates=[works.TAISHAN], clearance=1, seconds=SECONDS)

    async def test_what_lies_where_it_is_off_is_not_given(self, plugged: Plugged, company: UUID) -> None:
        with pytest.raises(Refused):
            async with unit_of_work(plugged.pool, plugged.services) as uow:
                await leases.claim_next(uow, self.by, company, gates=["370911"], clearance=3, seconds=SECONDS)
