"""The supply is back."""

from datetime import timedelta
from uuid import UUID

import pytest

from core.api import Refused
from plugins.utility_queues.commands.end_outage import end_outage
from plugins.utility_queues.inputs import EndOutage
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def ended(office: Plugged, notice: UUID, minutes: int) -> None:
    at = office.clock.now() + timedelta(minutes=minutes)
    await office.run(end_outage, works.COMPANY, EndOutage(outage_id=notice, restored_at=at, expected_version=1))


async def test_an_outage_ends_once(plugged: Plugged) -> None:
    await works.area(plugged)
    notice = await works.published(plugged)

    await ended(plugged, notice, -5)

    (row,) = await works.rows(plugged, "outage")
    assert (row["state"], row["version"]) == ("ENDED", 2)
    assert row["restored_at"] == plugged.clock.now() - timedelta(minutes=5)
    with pytest.raises(Refused, match="STALE_VERSION"):
        await ended(plugged, notice, 0)


@pytest.mark.parametrize(("minutes", "code"), [(1, "RESTORED_IN_FUTURE"), (-31, "PERIOD_REVERSED")])
async def test_the_end_lies_between_the_start_and_now(plugged: Plugged, minutes: int, code: str) -> None:
    await works.area(plugged)
    notice = await works.published(plugged)

    with pytest.raises(Refused, match=code):
        await ended(plugged, notice, minutes)


async def test_a_planned_cut_is_called_off_before_it_starts(plugged: Plugged) -> None:
    await works.area(plugged)
    notice = await works.published(plugged, starts_at=plugged.clock.now() + timedelta(days=1), expected_at=None)

    await ended(plugged, notice, 0)

    assert (await works.rows(plugged, "outage"))[0]["state"] == "ENDED"
