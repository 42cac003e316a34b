"""Holding on to a ticket."""

from datetime import timedelta

import pytest

from core.api import Refused
from plugins.utility_queues.commands.renew_lease import renew_lease
from plugins.utility_queues.inputs import HeldTicket
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged, config_text


@pytest.mark.parametrize("plugins_toml", [config_text(["utility_queues"], "settings = { lease_seconds = 60 }\n")])
async def test_a_lease_lasts_as_long_as_is_set_from_its_renewal(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    given = HeldTicket(ticket_id=held.object_id, lease_token=held.version)
    plugged.clock.set(plugged.clock.now() + timedelta(seconds=59))

    done = await plugged.run(renew_lease, works.COMPANY, given)

    assert done.version == held.version
    assert (await works.rows(plugged, "ticket"))[0]["lease_until"] == plugged.clock.now() + timedelta(seconds=60)


async def test_what_has_ended_is_not_renewed(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=5))

    with pytest.raises(Refused, match="STALE_LEASE"):
        await plugged.run(renew_lease, works.COMPANY, HeldTicket(ticket_id=held.object_id, lease_token=held.version))
