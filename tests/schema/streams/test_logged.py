"""The log within a stream: what comes, that nothing came, and that the subscriber still may."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from core.errors import Refused
from core.events.cursors import LOG, Place, place
from schema.streams.logged import here, logged
from schema.streams.standing import Standing
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk
from tests.schema.support.following import Changing, numbered

pytestmark = pytest.mark.usefixtures("log")
SOON = 0.05


async def test_an_empty_log_has_an_end_too(api: Api) -> None:
    assert await here(api.context("city_lead")) == (0, (await here(api.context("city_lead")))[1])


async def test_its_end_is_a_place_from_which_one_can_go_on(api: Api) -> None:
    await Desk(api).registered()
    await numbered(api)
    pos, cursor = await here(api.context("city_lead"))
    assert pos > 0
    assert await place(api.office.read, LOG, cursor) == Place(LOG, pos)


async def test_batches_come_and_empty_ones_when_nothing_does(api: Api) -> None:
    context = api.context("city_lead")
    async with aclosing(logged(context, Standing(context), 0, seconds=SOON)) as batches, asyncio.timeout(5):
        assert list(await anext(batches)) == []
        await Desk(api).registered()
        await numbered(api)
        async for batch in batches:
            if batch:
                break
    assert batch[0].event.type == "registerCase"


async def test_standing_is_asked_though_nothing_comes(api: Api) -> None:
    context = api.context("city_lead")
    context.live = live = Changing(context.viewer)
    async with aclosing(logged(context, Standing(context), 0, seconds=SOON)) as batches:
        await anext(batches)
        live.now = replace(live.now, grants=())
        with pytest.raises(Refused):
            await anext(batches)


async def test_who_leaves_stops_the_reading(api: Api) -> None:
    context = api.context("city_lead")
    async with aclosing(logged(context, Standing(context), 0, seconds=SOON)) as batches:
        await anext(batches)
        assert len(context.log._inboxes) == 1
    assert len(context.log._inboxes) == 0
