"""The feed of cases' events, as one subscriber follows it alone and as it is handed over."""

from contextlib import aclosing

import pytest

from core.events.cursors import LOG, cursor
from schema.context import RequestContext
from schema.events.feed import case_events, stand
from schema.events.filters import Wanted
from schema.events.updates import CaseEventUpdate
from schema.streams import relay as module
from schema.streams.relay import At, Feed, following
from tests.schema.support.desk import Desk
from tests.schema.support.following import numbered

BEGINNING = At(0, cursor(LOG, 0, b""))


def types(events: list[object]) -> list[str]:
    return [one.logged.event.type for one in events if isinstance(one, CaseEventUpdate)]


async def test_a_slow_subscriber_is_asked_about_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a subscriber who has been handed out one of several events
    monkeypatch.setattr(module, "FRESH", 0.0)
    case, _ = await desk.dispatched()
    other, _ = await desk.dispatched()
    await numbered(desk.api)
    context = desk.api.context("unit_liaison")
    async with aclosing(following(context, case_events(Wanted()), stand(context), BEGINNING)) as events:
        first = await anext(events)

        # when that case is put under discipline inspection meanwhile, then nothing more of it is handed out
        await desk.api.office.pool.execute(
            "update case_file set secrecy = 3 where id = (select case_id from case_event where id = $1)",
            first.logged.event.id,  # type: ignore[attr-defined]
        )
        second = await anext(events)
    assert second.logged.event.case_id != first.logged.event.case_id  # type: ignore[attr-defined]
    assert case != other


class Handed:
    """A relay that tells up to a place itself."""

    def __init__(self, to: At = BEGINNING) -> None:
        self.to = to
        self.got: list[At] = []

    async def carry(self, feed: Feed, at: At, *, until: int | None = None, quiet: float | None = None) -> At:
        """See Relay."""
        del feed, until, quiet
        self.got.append(at)
        return max(at, self.to)


async def test_what_a_relay_has_told_is_not_told_again(desk: Desk) -> None:
    await desk.accepted()
    await numbered(desk.api)
    context: RequestContext = desk.api.context("city_lead")
    chain = await desk.api.office.pool.fetchval("select chain from event_log where pos = 1")
    context.relay = relay = Handed(At(1, cursor(LOG, 1, chain)))
    async with aclosing(following(context, case_events(Wanted()), stand(context), BEGINNING)) as events:
        found = [await anext(events)]
        assert relay.got == [BEGINNING]
        await desk.registered()
        await numbered(desk.api)
        found.append(await anext(events))
    assert types(found) == ["acceptCase", "registerCase"]
    assert [one.number for one in relay.got[:2]] == [0, 2]


async def test_who_has_much_to_catch_up_with_does_it_alone(desk: Desk) -> None:
    await desk.accepted()
    await numbered(desk.api)
    context = desk.api.context("city_lead")
    context.relay = relay = Handed()
    async with aclosing(following(context, case_events(Wanted()), stand(context), BEGINNING, near=False)) as events:
        assert types([await anext(events), await anext(events)]) == ["registerCase", "acceptCase"]
    assert relay.got == []
