"""Unclaimed tickets go to the next on duty, then to the hotline, once each."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.db.uow import unit_of_work
from plugins.utility_queues.commands.acknowledge_ticket import acknowledge_ticket
from plugins.utility_queues.escalation import escalate
from plugins.utility_queues.inputs import OnTicket
from plugins.utility_queues.settings import UtilityQueuesSettings
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged, config_text

DISTRICT = """[plugins.utility_queues.district.370902]
next_on_duty_minutes = 2
hotline_minutes = 4
"""


async def steps(office: Plugged) -> list[tuple[str, UUID | None]]:
    return [(row["step"], row["account_id"]) for row in await works.rows(office, "escalation", "at, step")]


async def later(office: Plugged, minutes: int) -> None:
    office.clock.set(office.clock.now() + timedelta(minutes=minutes))
    await office.minute()


async def test_hook_each_minute(plugged: Plugged) -> None:
    """Nine minutes are too early, ten take it to the deputy, twenty to the hotline; no step is repeated."""
    first, deputy = await works.staff(plugged, 2)
    await works.roster(plugged, (*works.around_the_clock([first]), *works.around_the_clock([deputy], line=2)))
    await works.dispatched(plugged)
    await later(plugged, 9)
    assert await steps(plugged) == []

    await later(plugged, 1)
    assert await steps(plugged) == [("NEXT_ON_DUTY", deputy)]

    await later(plugged, 9)
    await later(plugged, 1)
    await later(plugged, 60)
    assert await steps(plugged) == [("NEXT_ON_DUTY", deputy), ("HOTLINE", None)]


async def test_without_a_roster_the_step_is_recorded_all_the_same(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    await later(plugged, 10)

    assert await steps(plugged) == [("NEXT_ON_DUTY", None)]


async def test_what_is_held_waits_and_what_is_let_go_does_not(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=8))
    await works.claimed(plugged)
    await later(plugged, 4)
    assert await steps(plugged) == []

    await later(plugged, 1)
    assert [step for step, _ in await steps(plugged)] == ["NEXT_ON_DUTY"]


async def test_what_is_acknowledged_is_not_escalated(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    lease = await works.claimed(plugged)
    await plugged.run(acknowledge_ticket, works.COMPANY, OnTicket(ticket_id=lease.object_id, lease_token=lease.version))
    await later(plugged, 60)

    assert await steps(plugged) == []


@pytest.mark.parametrize("plugins_toml", [config_text(["utility_queues"], DISTRICT)])
async def test_a_district_has_its_own_minutes(plugged: Plugged) -> None:
    here, there = await works.dispatched(plugged), await works.dispatched(plugged, district="370911")
    await later(plugged, 4)

    found = await plugged.pool.fetch(
        "select t.case_id, count(*) from utility_queues_escalation e"
        " join utility_queues_ticket t on t.id = e.ticket_id group by 1"
    )

    assert {row["case_id"]: row["count"] for row in found} == {here: 2}
    assert there not in {row["case_id"] for row in found}


async def test_where_it_is_off_nothing_is_escalated(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    await plugged.switch("utility_queues", ["370911"])
    await later(plugged, 60)

    assert await steps(plugged) == []


async def test_several_processes_record_a_step_once(plugged: Plugged) -> None:
    for _ in range(5):
        await works.dispatched(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=30))

    async def one() -> Any:
        async with unit_of_work(plugged.pool, plugged.services) as uow:
            return await escalate(uow, works.TAISHAN, UtilityQueuesSettings())

    done = await asyncio.gather(*(one() for _ in range(4)))

    assert sum(done) == 10
    assert len(await works.rows(plugged, "escalation")) == 10
