"""Claiming through the command: who may, and what."""

from datetime import timedelta

import pytest

from core.api import NotAllowed, NotFound, Refused
from plugins.utility_queues.commands.acknowledge_ticket import acknowledge_ticket
from plugins.utility_queues.commands.claim_ticket import claim_ticket
from plugins.utility_queues.inputs import ClaimTicket, OnTicket
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def ticket(office: Plugged) -> object:
    await works.dispatched(office)
    return (await works.rows(office, "ticket", "made_at, id"))[-1]["id"]


async def test_the_oldest_comes_first(plugged: Plugged) -> None:
    first = await ticket(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=1))
    second = await ticket(plugged)

    assert [(await works.claimed(plugged)).object_id for _ in range(2)] == [first, second]


async def test_what_is_held_is_refused_until_the_lease_ends(plugged: Plugged) -> None:
    await ticket(plugged)
    held = await works.claimed(plugged)

    with pytest.raises(Refused) as refused:
        await works.claimed(plugged, held.object_id)
    assert refused.value.code.code == "UTILITY_QUEUES_TICKET_HELD"
    assert refused.value.params == {"until": "2026-11-16 10:05:00"}

    plugged.clock.set(plugged.clock.now() + timedelta(minutes=5))
    assert (await works.claimed(plugged, held.object_id)).version == held.version + 1


async def test_one_in_hand_may_be_claimed_by_name_and_is_not_handed_out(plugged: Plugged) -> None:
    await ticket(plugged)
    held = await works.claimed(plugged)
    await plugged.run(acknowledge_ticket, works.COMPANY, OnTicket(ticket_id=held.object_id, lease_token=held.version))
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=6))

    with pytest.raises(Refused, match="NOTHING_READY"):
        await works.claimed(plugged)
    assert (await works.claimed(plugged, held.object_id)).version == held.version + 1


async def test_what_is_over_is_refused(plugged: Plugged) -> None:
    id_ = await ticket(plugged)
    await plugged.pool.execute("update utility_queues_ticket set state = 'ENDED'")

    with pytest.raises(Refused, match="TICKET_DONE"):
        await works.claimed(plugged, id_)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["unit_liaison", "operator", "city_lead", "auditor"])
async def test_strangers_claim_nothing(plugged: Plugged, role: str) -> None:
    await ticket(plugged)

    with pytest.raises(NotAllowed):
        await plugged.run(claim_ticket, role, ClaimTicket(company_id=await works.unit_id(plugged)))


@pytest.mark.parametrize("role", ["unit_liaison", "auditor"])
async def test_to_whom_a_ticket_is_hidden_it_does_not_exist(plugged: Plugged, role: str) -> None:
    id_ = await ticket(plugged)
    given = ClaimTicket(company_id=await works.unit_id(plugged), ticket_id=id_)  # type: ignore[arg-type]

    with pytest.raises(NotFound):
        await plugged.run(claim_ticket, role, given)


async def test_who_sees_it_may_still_not_claim_it(plugged: Plugged) -> None:
    id_ = await ticket(plugged)
    given = ClaimTicket(company_id=await works.unit_id(plugged), ticket_id=id_)  # type: ignore[arg-type]

    with pytest.raises(NotAllowed):
        await plugged.run(claim_ticket, "dispatcher", given)


async def test_where_it_is_off_a_ticket_is_not_worked(plugged: Plugged) -> None:
    id_ = await ticket(plugged)
    await plugged.switch("utility_queues", ["370911"])

    with pytest.raises(Refused, match="PLUGIN_DISABLED"):
        await works.claimed(plugged, id_)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="NOTHING_READY"):
        await works.claimed(plugged)
