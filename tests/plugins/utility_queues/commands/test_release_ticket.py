"""Letting go of a ticket."""

import pytest

from core.api import Refused
from plugins.utility_queues.commands.release_ticket import release_ticket
from plugins.utility_queues.inputs import HeldTicket
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def test_what_is_let_go_is_ready_at_once(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)

    await plugged.run(release_ticket, works.COMPANY, HeldTicket(ticket_id=held.object_id, lease_token=held.version))

    assert (await works.claimed(plugged)).version == held.version + 1


async def test_the_token_is_void_afterwards(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    given = HeldTicket(ticket_id=held.object_id, lease_token=held.version)
    await plugged.run(release_ticket, works.COMPANY, given)

    with pytest.raises(Refused, match="STALE_LEASE"):
        await plugged.run(release_ticket, works.COMPANY, given)
