"""A unit's system follows its queue: all of it, in order, what it may see of it, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from core.access.operations import Operation
from core.cases.verbs import Verb
from tests.core.events.queueing import HOUSING, acked, note, opened, parked_at, unparked
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.following import Changing, Stream, following

FOLLOW = """subscription($queue: String!, $after: String, $window: Int! = 200, $consumer: String) {
  workQueue(queue: $queue, after: $after, window: $window, consumer: $consumer) {
    __typename
    ... on QueueEvent {
      cursor qpos eventId state attempts digest case { id title state }
      event { id source specVersion type subject time dataContentType data caseVersion assignmentId }
    }
    ... on QueueHeartbeat { head acked serverTime }
    ... on QueueResync { fromQpos reason }
  }
}"""


def follow(desk: QueueDesk, role: str = "unit_liaison", **more: Any) -> Any:
    return following(desk.api, FOLLOW, role, **({"queue": HOUSING} | more))


async def events(stream: Stream, count: int) -> list[dict[str, Any]]:
    found = await stream.some(count)
    assert {one["__typename"] for one in found} == {"QueueEvent"}
    return found


class TestWhatIsTold:
    async def test_an_empty_queue_says_first_that_it_is_there(self, desk: QueueDesk) -> None:
        async with follow(desk) as stream:
            first = await stream.next()

            assert (first["__typename"], first["head"], first["acked"]) == ("QueueHeartbeat", "0", "0")
            assert await stream.quiet()

    async def test_events_come_in_order_and_without_a_gap_each_with_its_case(self, desk: QueueDesk) -> None:
        # given two cases of the unit's
        cases = await desk.queued_up(2)

        # when its system follows the queue from the beginning
        async with follow(desk) as stream:
            found = await events(stream, await desk.length())

        # then it is told everything
        assert [one["qpos"] for one in found] == [str(n) for n in range(1, len(found) + 1)]
        assert {one["case"]["id"] for one in found} == set(cases)
        assert {one["case"]["title"] for one in found} == {"电梯停运"}
        first = found[0]["event"]
        assert (first["type"], first["source"], first["specVersion"]) == ("dispatchCase", "/cases", "1.0")
        assert first["data"]["to"] == "IN_PROGRESS"
        assert found[0]["case"]["state"] == "IN_PROGRESS"
        assert found[1]["event"]["assignmentId"] is not None

    async def test_what_happens_later_comes_by_itself(self, desk: QueueDesk) -> None:
        async with follow(desk) as stream:
            await stream.next()
            await desk.queued_up()
            assert (await events(stream, 1))[0]["event"]["type"] == "dispatchCase"

    async def test_what_is_parked_keeps_its_place_and_tells_nothing(self, desk: QueueDesk) -> None:
        # given a case whose second event cannot be taken, and a later one
        (case,) = await desk.queued_up()
        await desk.do(Verb.WITHDRAW_CASE, "operator", caseId=case, reason="已解决")
        await desk.numbered()
        parked = await parked_at(desk.api.office, 2)

        # when the queue is followed, then the places of it and of those behind it stand there, without content
        length = await desk.length()
        async with follow(desk) as stream:
            found = await events(stream, length)
            assert [one["state"] for one in found] == ["READY", "PARKED", *["BEHIND"] * (length - 2)]
            assert [one["event"] is None for one in found] == [False, *[True] * (length - 1)]
            assert found[1]["eventId"] == str(parked.event.id)
            assert [one["case"] is None for one in found] == [False, *[True] * (length - 1)]
            assert found[1]["attempts"] == 5

            # and when it is handed out again, then it comes at the end, and its case's behind it
            await unparked(desk.api.office, parked.event.id)
            again = await events(stream, length - 1)
            assert length > 2
            assert again[0]["event"]["id"] == str(parked.event.id)
            assert [one["state"] for one in again] == ["READY"] * (length - 1)


class TestWhereItBegins:
    async def test_without_a_cursor_behind_what_is_acknowledged(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        async with follow(desk) as stream:
            found = await events(stream, 2)
        await acked(desk.api.office, found[0]["cursor"], consumer=desk.liaison.subject)

        async with follow(desk) as stream:
            assert (await stream.next())["qpos"] == "2"
        async with follow(desk, consumer="another") as stream:
            assert (await stream.next())["qpos"] == "1"

    async def test_behind_the_cursor_that_is_given(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        async with follow(desk) as stream:
            found = await events(stream, 2)
        async with follow(desk, after=found[0]["cursor"]) as stream:
            assert await stream.next() == found[1]

    async def test_a_cursor_of_another_history_is_told_where_it_goes_on(self, desk: QueueDesk) -> None:
        # given a cursor, and a fail-over after which its place holds another event
        await desk.queued_up()
        async with follow(desk) as stream:
            cursor = (await events(stream, 2))[1]["cursor"]
        await desk.api.office.pool.execute("update queue_entry set chain = '\\x01' where qpos = 2")

        # when it is followed on, then the reader learns so and gets everything it has not acknowledged
        async with follow(desk, after=cursor) as stream:
            first, second = await stream.some(2)
        assert first == {"__typename": "QueueResync", "fromQpos": "0", "reason": "NOT_ON_THIS_HISTORY"}
        assert second["qpos"] == "1"

    async def test_history_that_is_exchanged_under_an_open_stream_is_noticed(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        async with follow(desk) as stream:
            found = await events(stream, await desk.length())
            await acked(desk.api.office, found[0]["cursor"], consumer=desk.liaison.subject)
            assert await stream.quiet()

            await desk.api.office.pool.execute("update queue_entry set chain = '\\x01' where qpos = $1", len(found))

            resync = await stream.next()
            assert (resync["reason"], resync["fromQpos"]) == ("NOT_ON_THIS_HISTORY", "1")
            assert (await stream.next())["qpos"] == "2"


class TestCredit:
    async def test_no_more_than_the_window_is_on_its_way(self, desk: QueueDesk) -> None:
        await desk.queued_up(2)
        async with follow(desk, window=2) as stream:
            found = await events(stream, 2)
            assert await stream.quiet()

            # an acknowledgement is credit for as many
            await acked(desk.api.office, found[0]["cursor"], consumer=desk.liaison.subject)
            assert (await stream.next())["qpos"] == "3"
            assert await stream.quiet()

    @pytest.mark.parametrize("window", [0, -1, 1001])
    async def test_a_window_out_of_bounds_is_refused(self, desk: QueueDesk, window: int) -> None:
        async with follow(desk, window=window) as stream:
            assert await stream.refusal() == "BAD_USER_INPUT"


class TestWhoMay:
    async def test_another_unit_s_queue_is_not_known(self, desk: QueueDesk) -> None:
        async with follow(desk, "utility_service") as stream:
            assert await stream.refusal() == "UNKNOWN_QUEUE"

    async def test_nor_is_one_that_does_not_exist(self, desk: QueueDesk) -> None:
        async with follow(desk, queue="unit:nobody") as stream:
            assert await stream.refusal() == "UNKNOWN_QUEUE"

    async def test_who_opens_queues_does_not_read_them(self, desk: QueueDesk) -> None:
        async with follow(desk, "administrator") as stream:
            assert await stream.refusal() == "NOT_ALLOWED"

    async def test_a_cursor_that_no_queue_gave_is_refused(self, desk: QueueDesk) -> None:
        async with follow(desk, after="bm9uc2Vuc2U") as stream:
            assert await stream.refusal() == "CURSOR_NOT_OURS"

    async def test_a_plugin_s_queue_ends_where_the_plugin_is_off(self, desk: QueueDesk) -> None:
        await desk.api.office.pool.execute(
            "insert into work_queue select gen_random_uuid(), 'tourism:desk', null, 't', 120, 300, true, now()"
        )
        # given somebody to whom every place is open
        viewer = desk.api.office.viewer("city_lead")
        context = desk.api.context("city_lead")
        cell = viewer.matrix.cell("auditor", "event.read")
        cells = {**viewer.matrix.cells, ("city_lead", str(Operation.QUEUE_READ)): cell}
        context.viewer = replace(viewer, matrix=replace(viewer.matrix, cells=cells))

        async with follow(desk, "city_lead", queue="tourism:desk", context=context) as stream:
            assert await stream.refusal() == "PLUGIN_DISABLED"

    async def test_a_withdrawn_grant_ends_it(self, desk: QueueDesk) -> None:
        context = desk.api.context("unit_liaison")
        live = Changing(context.viewer)
        context.live = live
        async with follow(desk, context=context) as stream:
            await stream.next()
            live.now = replace(live.now, grants=())
            assert await stream.refusal() == "PERMISSION_WITHDRAWN"


class TestRightsOfNow:
    async def test_a_case_that_goes_to_discipline_inspection_is_shown_no_more(self, desk: QueueDesk) -> None:
        # given events that are queued already
        hidden, shown = await desk.queued_up(2)
        length = await desk.length()

        # when the first case is put under discipline inspection before they are handed out
        number = await desk.api.data("query($id: ID!) { case(by: {id: $id}) { caseNo } }", id=hidden)
        await desk.api.office.pool.execute(
            "update case_file set secrecy = 3 where case_no = $1", number["case"]["caseNo"]
        )

        # then its places are told, and nothing of it
        async with follow(desk) as stream:
            found = await events(stream, length)
        assert [one["qpos"] for one in found] == [str(n) for n in range(1, length + 1)]
        told = [one for one in found if one["event"] is not None]
        assert {one["case"]["id"] for one in told} == {shown}
        assert 0 < len(told) < length
        assert all(one["case"] is None for one in found if one["event"] is None)

    async def test_a_unit_s_queue_never_has_another_unit_s_case(self, desk: QueueDesk) -> None:
        # given a case of this unit's, one of another's, and one that both work on
        await opened(desk.api.office, "ta-waterworks")
        await desk.queued_up()
        other, _ = await desk.dispatched(("ta-waterworks", "LEAD"))
        await desk.numbered()

        async with follow(desk) as stream:
            found = await events(stream, await desk.length())
        assert other not in {one["case"]["id"] for one in found}
        async with follow(desk, "utility_service", queue="unit:ta-waterworks") as stream:
            assert (await stream.next())["case"]["id"] == other

    async def test_of_a_case_of_two_units_each_is_told_its_own_part(self, desk: QueueDesk) -> None:
        await opened(desk.api.office, "ta-waterworks")
        _, parts = await desk.dispatched(("ta-housing", "LEAD"), ("ta-waterworks", "CO_HANDLER"))
        await desk.numbered()

        async with follow(desk) as stream:
            found = await events(stream, await desk.length())
        assert {one["event"]["assignmentId"] for one in found} - {None} == {parts["ta-housing"]}

    async def test_what_was_queued_by_mistake_is_not_shown_either(self, desk: QueueDesk) -> None:
        # given an event of another unit's case that a plug-in named this queue for
        await desk.dispatched(("ta-waterworks", "LEAD"))
        row = await desk.api.office.pool.fetchrow("select id, version from case_file")
        await note(desk.api.office, row["id"], row["version"] + 1, HOUSING)
        await desk.numbered()

        async with follow(desk) as stream:
            (found,) = await events(stream, 1)
        assert (found["event"], found["case"]) == (None, None)
