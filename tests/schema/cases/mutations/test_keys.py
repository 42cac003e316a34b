"""Idempotency keys, as callers meet them; service accounts must send them."""

import asyncio
from datetime import timedelta
from typing import Any

from core.cases.verbs import Verb
from core.db.uow import unit_of_work
from schema.idempotency import forget
from tests.schema.support.desk import CATEGORY, Desk, payload

ASKED: dict[str, Any] = {
    "channel": "WECHAT",
    "kind": "HELP_REQUEST",
    "title": "停水",
    "content": "停水两天。",
    "district": "370902",
}


async def test_a_repeat_answers_the_same_case_without_its_access_code(desk: Desk) -> None:
    # given a registration with a key
    first = await desk.do(Verb.REGISTER_CASE, "operator", idempotencyKey="k-1", extra="accessCode", **ASKED)
    # when it is repeated
    again = await desk.send(Verb.REGISTER_CASE, "operator", idempotencyKey="k-1", extra="accessCode", **ASKED)
    # then it is the same case, said to be a replay; the code was told once
    assert again.extensions == {"idempotentReplay": True}
    assert payload(again) == first | {"accessCode": None}


async def test_a_key_is_for_one_input(desk: Desk) -> None:
    await desk.do(Verb.REGISTER_CASE, "operator", idempotencyKey="k-1", **ASKED)
    error = await desk.refused(
        Verb.REGISTER_CASE, "operator", "en", idempotencyKey="k-1", **(ASKED | {"title": "停电"})
    )
    assert (error["code"], error["field"], error["message"]) == (
        "IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"],
        "This idempotency key was used for another request; take a new one.",
    )  # fmt: skip


async def test_a_repeat_on_an_assignment_answers_the_assignment(desk: Desk) -> None:
    # given a reassignment with a key, whose answer is the new unit's assignment
    _, parts = await desk.dispatched()
    asked: dict[str, Any] = {"assignmentId": parts["ta-housing"], "unitId": await desk.unit("ta-citymgmt"), "reason": "职责调整",
             "basis": "三定方案", "idempotencyKey": "k-2", "expectedVersion": 1}  # fmt: skip
    first = await desk.do(Verb.REASSIGN, "dispatcher", **asked)
    # when it is repeated, then it is not refused for the version that has moved, but answered
    again = await desk.send(Verb.REASSIGN, "dispatcher", **asked)
    assert (payload(again), again.extensions) == (first, {"idempotentReplay": True})


async def test_twenty_twins_are_one_case(desk: Desk) -> None:
    # given twenty equal calls for each of three keys, all at once
    calls = [
        desk.send(Verb.REGISTER_CASE, "operator", idempotencyKey=f"k-{key}", **(ASKED | {"title": f"停水{key}"}))
        for _ in range(20)
        for key in range(3)
    ]
    # when they run
    answers = [payload(result) for result in await asyncio.gather(*calls)]
    # then there is one case for each key, and everybody was told of it
    assert [answer["userErrors"] for answer in answers] == [[]] * 60
    assert len({answer["case"]["id"] for answer in answers}) == 3
    assert await desk.api.office.pool.fetchval("SELECT count(*) FROM case_file") == 3
    assert await desk.api.office.pool.fetchval("SELECT count(*) FROM case_event") == 3


async def test_twenty_channels_with_one_number_are_one_case(desk: Desk) -> None:
    # given twenty registrations of one external number, none with a key
    calls = [desk.send(Verb.REGISTER_CASE, "operator", externalNo="WX-9", **ASKED) for _ in range(20)]
    # when they run at once
    answers = [payload(result) for result in await asyncio.gather(*calls)]
    # then they are one case
    assert [answer["userErrors"] for answer in answers] == [[]] * 20
    assert len({answer["case"]["id"] for answer in answers}) == 1


async def test_a_service_must_send_a_key(desk: Desk) -> None:
    error = await desk.refused(Verb.REGISTER_CASE, "intake_adapter", "en", **ASKED)
    blank = await desk.refused(Verb.REGISTER_CASE, "intake_adapter", idempotencyKey=None, **ASKED)
    done = await desk.do(Verb.REGISTER_CASE, "intake_adapter", idempotencyKey="k-3", **ASKED)
    assert (error["code"], error["field"], error["message"]) == (
        "IDEMPOTENCY_KEY_REQUIRED", ["input", "idempotencyKey"], "A service account must send an idempotency key.",
    )  # fmt: skip
    assert blank["message"] == "服务账户提交变更时必须提供幂等键。"
    assert done["case"]["state"] == "RECEIVED"


async def test_a_service_s_key_may_come_in_the_header(desk: Desk) -> None:
    context = desk.api.context("intake_adapter", key="k-4")
    done = await desk.do(Verb.REGISTER_CASE, "intake_adapter", context=context, **ASKED)
    assert done["case"]["state"] == "RECEIVED"


async def test_a_service_must_send_the_version_it_has_read(desk: Desk) -> None:
    # given an assignment of the waterworks
    _, parts = await desk.dispatched(("ta-waterworks", "LEAD"))
    asked: dict[str, Any] = {"assignmentId": parts["ta-waterworks"], "idempotencyKey": "k-5"}
    # when its system accepts without the version, and with it
    error = await desk.refused(Verb.ACCEPT_ASSIGNMENT, "utility_service", "en", **asked)
    chinese = await desk.refused(Verb.ACCEPT_ASSIGNMENT, "utility_service", **asked)
    done = await desk.do(Verb.ACCEPT_ASSIGNMENT, "utility_service", expectedVersion=1, **asked)
    assert (error["code"], error["field"], error["message"]) == (
        "EXPECTED_VERSION_REQUIRED", ["input", "expectedVersion"], "A service account must send the version it has read.",
    )  # fmt: skip
    assert chinese["message"] == "服务账户修改对象时必须提供所见版本号。"
    assert done["assignment"]["state"] == "ACCEPTED"


async def test_a_person_may_leave_both_out(desk: Desk) -> None:
    case = await desk.registered()
    done = await desk.do(Verb.ACCEPT_CASE, "operator", caseId=case, category=CATEGORY)
    assert done["case"]["state"] == "PENDING_DISPATCH"


async def test_a_key_is_kept_for_seven_days_and_then_free_again(desk: Desk) -> None:
    first = await desk.do(Verb.REGISTER_CASE, "operator", idempotencyKey="k-1", **ASKED)
    office = desk.api.office
    forgotten = []
    for later in (timedelta(days=7), timedelta(seconds=1)):
        desk.later(later)
        async with unit_of_work(office.pool, office.services) as uow:
            forgotten.append(await forget(uow))
    again = await desk.do(Verb.REGISTER_CASE, "operator", idempotencyKey="k-1", **(ASKED | {"title": "停电"}))
    assert forgotten == [0, 1]
    assert again["case"]["id"] != first["case"]["id"]
