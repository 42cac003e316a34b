"""Cards are told as they are shown, to whoever may see the clock."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from core.clock import SHANGHAI
from core.deadlines.fire import fire_due
from tests.core.events.conftest import log  # noqa: F401 - the same log for the schema's tests
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk
from tests.schema.support.following import Changing, following, numbered

FOLLOW = """subscription { deadlineAlerts { current alerts { card deadline {
  kind { code } state case { id } assignment { id } } } } }"""
CONTACT_DUE = datetime(2026, 11, 17, 10, 0, 1, tzinfo=SHANGHAI)
ACCEPTANCE_DUE = datetime(2026, 11, 17, 18, 0, 1, tzinfo=SHANGHAI)


@pytest.fixture
def desk(api: Api, log: object) -> Desk:  # noqa: F811
    return Desk(api)


def follow(desk: Desk, role: str = "city_lead", **more: Any) -> Any:
    return following(desk.api, FOLLOW, role, **more)


async def passed(desk: Desk, instant: datetime) -> None:
    desk.api.office.clock.set(instant)
    await fire_due(desk.api.office.pool, desk.api.office.services)
    await numbered(desk.api)


def shown(update: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["card"], one["deadline"]["kind"]["code"]) for one in update["alerts"]}


async def test_what_stands_comes_first_and_then_each_card(desk: Desk) -> None:
    # given a case that nobody has contacted in time
    case, _ = await desk.dispatched()
    await passed(desk, CONTACT_DUE)

    async with follow(desk) as stream:
        # when somebody follows, then the breach stands there
        first = await stream.next()
        assert first["current"] is True
        assert ("RED", "FIRST_CONTACT") in shown(first)
        assert {one["deadline"]["case"]["id"] for one in first["alerts"]} == {case}

        # and the next one is told when it happens
        await passed(desk, ACCEPTANCE_DUE)
        later = await stream.next()
        assert later["current"] is False
        assert ("RED", "ACCEPTANCE") in shown(later)


async def test_nothing_stands_where_all_is_in_time(desk: Desk) -> None:
    await desk.dispatched()
    async with follow(desk) as stream:
        assert await stream.next() == {"current": True, "alerts": []}
        await numbered(desk.api)
        assert await stream.quiet()


async def test_a_unit_is_told_of_its_own_clocks_alone(desk: Desk) -> None:
    _, parts = await desk.dispatched(("ta-housing", "LEAD"), ("ta-waterworks", "CO_HANDLER"))
    async with follow(desk, "unit_liaison") as stream:
        await stream.next()
        await passed(desk, ACCEPTANCE_DUE)
        update = await stream.next()
    assert {one["deadline"]["assignment"]["id"] for one in update["alerts"]} == {parts["ta-housing"]}


async def test_a_case_under_discipline_inspection_shows_no_card(desk: Desk) -> None:
    await desk.dispatched()
    async with follow(desk, "unit_liaison") as stream:
        await stream.next()
        await desk.api.office.pool.execute("update case_file set secrecy = 3")
        await passed(desk, ACCEPTANCE_DUE)
        assert await stream.quiet()


async def test_who_may_see_no_clock_is_refused(desk: Desk) -> None:
    async with follow(desk, "knowledge_editor") as stream:
        assert await stream.refusal() == "NOT_ALLOWED"


async def test_a_withdrawn_grant_ends_it(desk: Desk) -> None:
    context = desk.api.context("city_lead")
    live = Changing(context.viewer)
    context.live = live
    async with follow(desk, context=context) as stream:
        await stream.next()
        live.now = replace(live.now, grants=())
        assert await stream.refusal() == "PERMISSION_WITHDRAWN"
