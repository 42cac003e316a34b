"""What is known better by now."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.api import NotAllowed, NotFound, Refused, new_id
from plugins.utility_queues.commands.change_outage import change_outage
from plugins.utility_queues.commands.end_outage import end_outage
from plugins.utility_queues.inputs import ChangeOutage, EndOutage
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


@pytest.fixture
async def notice(plugged: Plugged) -> UUID:
    await works.area(plugged)
    return await works.published(plugged)


async def test_what_is_not_given_stays_and_what_changed_is_kept(plugged: Plugged, notice: UUID) -> None:
    before = (await works.rows(plugged, "outage"))[0]
    later = before["expected_at"] + timedelta(hours=2)

    given = ChangeOutage(outage_id=notice, expected_at=later, expected_version=1)
    done = await plugged.run(change_outage, "operator", given)

    row = (await works.rows(plugged, "outage"))[0]
    change = (await works.rows(plugged, "outage_change", "version"))[1]
    assert (done.version, row["version"], row["expected_at"], row["cause"]) == (2, 2, later, "FAULT")
    assert change["kind"] == "CHANGED"
    assert change["fields"] == {"expected_at": [before["expected_at"].isoformat(), later.isoformat()]}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"expected_version": 7}, "STALE_VERSION"),
        ({"cause": "GHOSTS"}, "UNKNOWN_CODE"),
        ({"expected_at": works.BEFORE}, "UTILITY_QUEUES_PERIOD_REVERSED"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    plugged: Plugged, notice: UUID, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await plugged.run(change_outage, works.COMPANY, ChangeOutage(outage_id=notice, **given))

    assert (await works.rows(plugged, "outage"))[0]["version"] == 1


async def test_what_has_ended_is_not_changed(plugged: Plugged, notice: UUID) -> None:
    await plugged.run(end_outage, works.COMPANY, EndOutage(outage_id=notice, restored_at=plugged.clock.now()))

    with pytest.raises(Refused, match="NOTICE_ENDED"):
        await plugged.run(change_outage, works.COMPANY, ChangeOutage(outage_id=notice, note="x"))


async def test_strangers_and_unknown_notices(plugged: Plugged, notice: UUID) -> None:
    with pytest.raises(NotAllowed):
        await plugged.run(change_outage, "unit_liaison", ChangeOutage(outage_id=notice, note="x"))
    with pytest.raises(NotFound):
        await plugged.run(change_outage, works.COMPANY, ChangeOutage(outage_id=new_id(), note="x"))
