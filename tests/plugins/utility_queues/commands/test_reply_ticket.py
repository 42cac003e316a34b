"""Replying: the core's contact and feedback, by whoever holds the ticket."""

from datetime import timedelta
from typing import Any

import pytest

from core.api import Outcome, Refused
from plugins.utility_queues.commands.reply_ticket import reply_ticket
from plugins.utility_queues.inputs import Contacted, ReplyTicket, Reported
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged

REACHED = Contacted(method="PHONE", outcome="REACHED")
DONE = Reported(facts_true=True, within_remit=True, resolved=True, actions_taken="抢修完成", public_reply="已恢复供水")


async def reply(office: Plugged, held: Outcome, **more: Any) -> Outcome:
    given = ReplyTicket(ticket_id=held.object_id, lease_token=held.version, **more)
    found: Outcome = await office.run(reply_ticket, works.COMPANY, given)
    return found


async def test_contact_and_feedback_in_one_call_end_the_holding(plugged: Plugged) -> None:
    case_id = await works.dispatched(plugged)
    held = await works.in_hand(plugged)

    done = await reply(plugged, held, contact=REACHED, feedback=DONE, expected_version=2)

    (ticket,) = await works.rows(plugged, "ticket")
    assert await works.state_of(plugged, case_id) == "PENDING_REVIEW"
    assert (done.version, ticket["state"]) == (4, "REPLIED")
    assert ticket["lease_until"] == plugged.clock.now() == ticket["replied_at"]


async def test_a_contact_alone_leaves_the_ticket_in_hand(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)

    await reply(plugged, held, contact=REACHED)
    done = await reply(plugged, held, feedback=DONE, expected_version=3)

    assert done.version == 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "UTILITY_QUEUES_NOTHING_TO_REPLY"),
        ({"feedback": DONE}, "CONTACT_NOT_LOGGED"),
        ({"contact": REACHED, "expected_version": 1}, "STALE_VERSION"),
        ({"contact": Contacted(method="PIGEON", outcome="REACHED")}, "UNKNOWN_CODE"),
    ],
)
async def test_what_the_core_refuses_is_refused_and_writes_nothing(
    plugged: Plugged, more: dict[str, Any], code: str
) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)

    with pytest.raises(Refused) as refused:
        await reply(plugged, held, **more)

    assert refused.value.code.code == code
    assert await plugged.pool.fetchval("select count(*) from contact") == 0


async def test_a_stale_token_reports_nothing(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=5))

    with pytest.raises(Refused, match="STALE_LEASE"):
        await reply(plugged, held, contact=REACHED, feedback=DONE)
