"""Followers of cases are told the state first, then what happens, as far as they may know of it at that moment."""

from dataclasses import replace
from typing import Any

import pytest

from core.cases.verbs import Verb
from core.events.tail import NotOnThisHistory
from tests.schema.support.desk import Desk
from tests.schema.support.following import Changing, Stream, following, numbered

FOLLOW = """subscription($filter: CaseEventFilter, $after: String) { caseEvents(filter: $filter, after: $after) {
  __typename
  ... on CaseEventsNow { cursor total resync cases { id state } }
  ... on CaseEventUpdate { cursor event { id type data caseVersion } case { id state title } }
} }"""


def follow(desk: Desk, role: str = "city_lead", **more: Any) -> Any:
    return following(desk.api, FOLLOW, role, **more)


async def types(stream: Stream, count: int) -> list[str]:
    return [one["event"]["type"] for one in await stream.some(count)]


async def withdrawn(desk: Desk, case: str) -> None:
    await desk.do(Verb.WITHDRAW_CASE, "operator", caseId=case, reason="已解决")
    await numbered(desk.api)


class TestWhatIsTold:
    async def test_the_cases_as_they_are_and_then_what_happens(self, desk: Desk) -> None:
        # given a case that was there before
        case = await desk.accepted()
        await numbered(desk.api)

        async with follow(desk) as stream:
            # when somebody follows, then what stands is told first
            now = await stream.next()
            assert (now["__typename"], now["total"], now["resync"]) == ("CaseEventsNow", 1, None)
            assert now["cases"] == [{"id": case, "state": "PENDING_DISPATCH"}]
            assert await stream.quiet()

            # and then each event, with the case as it is
            await desk.dispatch(case)
            await numbered(desk.api)
            first, second = await stream.some(2)
        assert (first["event"]["type"], second["event"]["type"]) == ("dispatchCase", "assigned")
        assert first["case"] == {"id": case, "state": "IN_PROGRESS", "title": "电梯停运"}

    async def test_from_a_cursor_exactly_what_was_missed(self, desk: Desk) -> None:
        async with follow(desk) as stream:
            before = (await stream.next())["cursor"]
        case = await desk.accepted()
        await numbered(desk.api)

        async with follow(desk, after=before) as stream:
            found = await stream.some(2)
            assert [one["event"]["type"] for one in found] == ["registerCase", "acceptCase"]
        async with follow(desk, after=found[0]["cursor"]) as stream:
            assert await stream.next() == found[1]
            await withdrawn(desk, case)
            assert await types(stream, 1) == ["withdrawCase"]

    async def test_a_cursor_of_another_history_brings_the_state_anew(self, desk: Desk) -> None:
        await desk.accepted()
        await numbered(desk.api)
        async with follow(desk) as stream:
            cursor = (await stream.next())["cursor"]
        await desk.api.office.pool.execute("update event_log set chain = '\\x01'")

        async with follow(desk, after=cursor) as stream:
            now = await stream.next()
        assert (now["__typename"], now["resync"], now["total"]) == ("CaseEventsNow", "NOT_ON_THIS_HISTORY", 1)

    async def test_so_does_history_that_is_exchanged_under_an_open_stream(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await desk.accepted()
        await numbered(desk.api)
        async with follow(desk) as stream:
            await stream.next()
            context = desk.api.context("city_lead")
            lost = NotOnThisHistory()

            async def gone(*_: object) -> None:
                raise lost

            monkeypatch.setattr(context.log, "_after", gone)
            await desk.api.office.services.bus.tell(10**6)
            again = await stream.next()
            monkeypatch.undo()
        assert (again["__typename"], again["resync"]) == ("CaseEventsNow", "NOT_ON_THIS_HISTORY")

    async def test_a_cursor_of_something_else_is_refused(self, desk: Desk) -> None:
        async with follow(desk, after="bm9uc2Vuc2U") as stream:
            assert await stream.refusal() == "CURSOR_NOT_OURS"


class TestFilter:
    async def test_by_state_tells_what_comes_into_it_and_what_leaves_it(self, desk: Desk) -> None:
        async with follow(desk, filter={"state": ["PENDING_DISPATCH"]}) as stream:
            assert (await stream.next())["total"] == 0
            case = await desk.accepted()
            await numbered(desk.api)
            assert "acceptCase" in await types(stream, 2)
            await desk.dispatch(case)
            await numbered(desk.api)
            assert await types(stream, 1) == ["dispatchCase"]
            await withdrawn(desk, case)
            assert await stream.quiet()

    async def test_by_kind(self, desk: Desk) -> None:
        async with follow(desk, filter={"kind": ["HELP_REQUEST"]}) as stream:
            await stream.next()
            await desk.registered()
            wanted = await desk.registered(kind="HELP_REQUEST")
            await numbered(desk.api)
            assert (await stream.next())["case"]["id"] == wanted
            assert await stream.quiet()

    async def test_by_district_and_below(self, desk: Desk) -> None:
        async with follow(desk, filter={"district": "370902"}) as stream:
            await stream.next()
            await desk.registered()
            wanted = await desk.registered(district="370902")
            await numbered(desk.api)
            assert (await stream.next())["case"]["id"] == wanted
            assert await stream.quiet()

    async def test_by_unit_and_below(self, desk: Desk) -> None:
        async with follow(desk, filter={"unitId": await desk.unit("ta-waterworks")}) as stream:
            await stream.next()
            await desk.dispatched()
            wanted, _ = await desk.dispatched(("ta-waterworks", "LEAD"))
            await numbered(desk.api)
            assert {one["case"]["id"] for one in await stream.some(2)} == {wanted}

    @pytest.mark.parametrize(
        ("chosen", "code"), [({"district": "999999"}, "UNKNOWN_DISTRICT"), ({"unitId": "nobody"}, "NOT_FOUND")]
    )
    async def test_a_place_that_there_is_not_is_refused(self, desk: Desk, chosen: dict[str, str], code: str) -> None:
        async with follow(desk, filter=chosen) as stream:
            assert await stream.refusal() == code


class TestWhoMay:
    async def test_a_unit_is_told_of_its_own_part_and_of_no_other_unit_s_case(self, desk: Desk) -> None:
        async with follow(desk, "unit_liaison") as stream:
            assert (await stream.next())["cases"] == []
            await desk.dispatched(("ta-waterworks", "LEAD"))
            own, parts = await desk.dispatched(("ta-housing", "LEAD"), ("ta-waterworks", "CO_HANDLER"))
            await numbered(desk.api)
            found = []
            while not await stream.quiet():
                found.append(await stream.next())
        assert {one["case"]["id"] for one in found} == {own}
        assert [one["event"]["type"] for one in found].count("assigned") == 1
        assert parts["ta-housing"]

    async def test_what_goes_to_discipline_inspection_is_told_to_its_inspectors_alone(self, desk: Desk) -> None:
        # given a case of the unit's that is put under discipline inspection before its events are handed out
        case, part = await desk.dispatched()
        async with follow(desk, "unit_liaison") as unit, follow(desk, "discipline_inspector") as inspector:
            await unit.next()
            await inspector.next()
            await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=part["ta-housing"])
            await desk.api.office.pool.execute("update case_file set secrecy = 3")
            await numbered(desk.api)

            assert await unit.quiet()
            assert (await inspector.next())["case"]["id"] == case

    async def test_who_registers_is_told_of_what_he_registered(self, desk: Desk) -> None:
        async with follow(desk, "outsourced_operator") as stream:
            await stream.next()
            await desk.registered()
            own = await desk.registered("outsourced_operator")
            await numbered(desk.api)
            assert (await stream.next())["case"]["id"] == own
            assert await stream.quiet()

    async def test_who_may_know_of_no_event_is_refused(self, desk: Desk) -> None:
        async with follow(desk, "administrator") as stream:
            assert await stream.refusal() == "NOT_ALLOWED"

    async def test_a_withdrawn_grant_ends_it_though_nothing_happens(self, desk: Desk) -> None:
        context = desk.api.context("city_lead")
        live = Changing(context.viewer)
        context.live = live
        async with follow(desk, context=context) as stream:
            await stream.next()
            live.now = replace(live.now, grants=())
            assert await stream.refusal() == "PERMISSION_WITHDRAWN"
