"""What the log says of a case decides as the rows themselves do, and the rows decide last."""

import pytest

from core.cases.verbs import Verb
from core.events.logged import LoggedEvent
from schema.events.visible import passes, visible
from tests.schema.support.desk import Desk
from tests.schema.support.following import numbered

PEOPLE = (
    "operator", "dispatcher", "city_lead", "county_officer", "unit_liaison", "utility_service", "outsourced_operator",
    "discipline_inspector", "auditor", "administrator", "legal_desk",
)  # fmt: skip


async def logged(desk: Desk) -> list[LoggedEvent]:
    await numbered(desk.api)
    async for batch in desk.api.context("city_lead").log.follow(0):
        return list(batch)
    raise AssertionError


async def city(desk: Desk) -> None:
    """Cases of several places, units, owners and levels."""
    await desk.registered("outsourced_operator")
    await desk.registered(district="370902")
    await desk.dispatched(("ta-housing", "LEAD"), ("ta-waterworks", "CO_HANDLER"))
    _, parts = await desk.dispatched()
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts["ta-housing"])
    await desk.registered()
    await desk.api.office.pool.execute(
        "update case_file set secrecy = 3 where id = (select id from case_file order by registered_at desc, id desc limit 1)"
    )


@pytest.mark.parametrize("role", PEOPLE)
async def test_the_log_and_the_rows_say_the_same(desk: Desk, role: str) -> None:
    await city(desk)
    events = await logged(desk)
    context = desk.api.context(role)
    by_log = [one for one in events if passes(context.viewer, one)]
    assert await visible(context, events) == by_log
    assert (by_log == []) is (role == "administrator")


async def test_what_has_changed_since_the_log_was_read_counts(desk: Desk) -> None:
    await desk.dispatched()
    events, context = await logged(desk), desk.api.context("unit_liaison")
    assert await visible(context, events) != []
    await desk.api.office.pool.execute("update case_file set secrecy = 3")
    context.loaders.clear()
    assert await visible(context, events) == []
