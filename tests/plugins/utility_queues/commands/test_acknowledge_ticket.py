"""Acknowledging: the core's acceptance, by whoever holds the ticket."""

import asyncio
from datetime import timedelta

import pytest

from core.api import Refused, new_id
from plugins.utility_queues.commands.acknowledge_ticket import acknowledge_ticket
from plugins.utility_queues.commands.claim_ticket import claim_ticket
from plugins.utility_queues.inputs import ClaimTicket, OnTicket
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def assignment(office: Plugged) -> tuple[str, int]:
    row = await office.pool.fetchrow("select state, version from assignment")
    return row["state"], row["version"]


async def test_the_holder_accepts_and_goes_on_holding(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=4))

    given = OnTicket(ticket_id=held.object_id, lease_token=held.version, expected_version=1)
    done = await plugged.run(acknowledge_ticket, works.COMPANY, given)

    (ticket,) = await works.rows(plugged, "ticket")
    assert await assignment(plugged) == ("ACCEPTED", 2) == ("ACCEPTED", done.version)
    assert (ticket["state"], ticket["lease_until"]) == ("ACKNOWLEDGED", plugged.clock.now() + timedelta(minutes=5))


@pytest.mark.parametrize("minutes", [5, 6])
async def test_an_expired_lease_accepts_nothing(plugged: Plugged, minutes: int) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=minutes))

    with pytest.raises(Refused, match="STALE_LEASE"):
        await plugged.run(
            acknowledge_ticket, works.COMPANY, OnTicket(ticket_id=held.object_id, lease_token=held.version)
        )

    assert await assignment(plugged) == ("PENDING_ACCEPTANCE", 1)


async def test_an_old_version_is_refused(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    given = OnTicket(ticket_id=held.object_id, lease_token=held.version, expected_version=7)

    with pytest.raises(Refused, match="STALE_VERSION"):
        await plugged.run(acknowledge_ticket, works.COMPANY, given)


async def test_a_zombie_that_passed_the_first_look_is_undone_by_the_proof(
    plugged: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the proof another takes the ticket over: the acceptance is rolled back."""
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    monkeypatch.setattr("plugins.utility_queues.leases.refuse_stale", lambda *_: None)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=5))
    other = await works.worker(plugged, new_id())
    await works.run_as(plugged, other, claim_ticket, ClaimTicket(company_id=await works.unit_id(plugged)))

    with pytest.raises(Refused, match="STALE_LEASE"):
        await plugged.run(
            acknowledge_ticket, works.COMPANY, OnTicket(ticket_id=held.object_id, lease_token=held.version)
        )

    assert await assignment(plugged) == ("PENDING_ACCEPTANCE", 1)


async def test_of_the_same_call_many_times_at_once_one_is_done(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    given = OnTicket(ticket_id=held.object_id, lease_token=held.version)

    done = await asyncio.gather(
        *(plugged.run(acknowledge_ticket, works.COMPANY, given) for _ in range(4)), return_exceptions=True
    )

    assert sum(not isinstance(one, Exception) for one in done) == 1
    assert await assignment(plugged) == ("ACCEPTED", 2)
