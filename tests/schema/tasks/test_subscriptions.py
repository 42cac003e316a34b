"""Everybody is told what waits for him, and when it does no longer."""

from dataclasses import replace
from typing import Any

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk
from tests.schema.support.following import Changing, Stream, following, numbered

FOLLOW = """subscription { myTasks { current complete done
  tasks { id verbs { code } dueAt case { id title } assignment { id state } } } }"""


def follow(desk: Desk, role: str, **more: Any) -> Any:
    return following(desk.api, FOLLOW, role, **more)


def told(update: dict[str, Any]) -> dict[str, list[str]]:
    return {task["id"]: [verb["code"] for verb in task["verbs"]] for task in update["tasks"]}


async def change(desk: Desk, stream: Stream) -> dict[str, Any]:
    await numbered(desk.api)
    update = await stream.next()
    assert update["current"] is False
    return update


async def test_what_waits_comes_first_and_then_each_change(desk: Desk) -> None:
    # given a unit with an assignment to accept
    case, parts = await desk.dispatched()
    part = parts["ta-housing"]

    async with follow(desk, "unit_liaison") as stream:
        # when its liaison officer follows, then it is there
        first = await stream.next()
        assert (first["current"], first["complete"], first["done"]) == (True, True, [])
        assert told(first) == {part: ["acceptAssignment"]}
        (task,) = first["tasks"]
        assert task["case"] == {"id": case, "title": "电梯停运"}
        assert task["assignment"] == {"id": part, "state": "PENDING_ACCEPTANCE"}
        assert task["dueAt"] is not None

        # and with what is done comes what is to be done next
        await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=part)
        assert told(await change(desk, stream)) == {part: ["logContact"]}
        await desk.do(Verb.LOG_CONTACT, "unit_handler", assignmentId=part, method="PHONE", outcome="REACHED")
        assert told(await change(desk, stream)) == {part: ["submitFeedback"]}

        # until it waits for somebody else
        await desk.reported(part)
        update = await change(desk, stream)
        assert (told(update), update["done"]) == ({}, [part])


async def test_history_that_is_exchanged_brings_what_waits_anew(desk: Desk) -> None:
    # given a liaison officer who has just been told what waits
    _, parts = await desk.dispatched()
    await numbered(desk.api)
    async with follow(desk, "unit_liaison") as stream:
        first = await stream.next()

        # when the log is another one by the time he asks for more
        await desk.api.office.pool.execute("update event_log set chain = '\\x01'")

        # then he is told anew
        again = await stream.next()
    assert (again["current"], told(again)) == (True, told(first)) == (True, {parts["ta-housing"]: ["acceptAssignment"]})


async def test_what_waits_for_another_is_not_told(desk: Desk) -> None:
    async with follow(desk, "utility_service") as stream:
        assert (await stream.next())["tasks"] == []
        await desk.dispatched()
        await numbered(desk.api)
        assert await stream.quiet()
        assert await stream.quiet()
        _, parts = await desk.dispatched(("ta-waterworks", "LEAD"))
        assert told(await change(desk, stream)) == {parts["ta-waterworks"]: ["acceptAssignment"]}


async def test_a_case_that_goes_to_discipline_inspection_leaves(desk: Desk) -> None:
    _, parts = await desk.dispatched()
    async with follow(desk, "unit_liaison") as stream:
        await stream.next()
        await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts["ta-housing"])
        await desk.api.office.pool.execute("update case_file set secrecy = 3")
        update = await change(desk, stream)
    assert (update["tasks"], update["done"]) == ([], [parts["ta-housing"]])


async def test_a_callback_waits_for_who_calls(desk: Desk) -> None:
    case, _ = await desk.reviewed()
    async with follow(desk, "callback_officer") as stream:
        assert told(await stream.next()) == {case: ["recordCallback"]}


async def test_nobody_who_is_waited_for_with_nothing_follows(desk: Desk) -> None:
    async with follow(desk, "auditor") as stream:
        assert await stream.refusal() == "NOT_ALLOWED"


async def test_a_withdrawn_grant_ends_it(desk: Desk) -> None:
    context = desk.api.context("unit_liaison")
    live = Changing(context.viewer)
    context.live = live
    async with follow(desk, "unit_liaison", context=context) as stream:
        await stream.next()
        live.now = replace(live.now, grants=())
        assert await stream.refusal() == "PERMISSION_WITHDRAWN"


async def test_what_waits_for_a_new_grant_comes_though_nothing_happens(desk: Desk) -> None:
    # given somebody who follows, and a case that waits for others
    case, _ = await desk.reviewed()
    await numbered(desk.api)
    context = desk.api.context("unit_liaison")
    live = Changing(context.viewer)
    context.live = live
    async with follow(desk, "unit_liaison", context=context) as stream:
        assert (await stream.next())["tasks"] == []
        # when he becomes one of them
        live.now = replace(live.now, grants=(*live.now.grants, *desk.api.office.viewer("callback_officer").grants))
        # then he is told
        assert told(await stream.next()) == {case: ["recordCallback"]}
