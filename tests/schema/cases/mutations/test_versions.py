"""Versions: who comes late learns what changed; who does not collide is decided again."""

import asyncio
from typing import Any

from core.cases.verbs import Verb
from schema.relay.ids import encode
from tests.schema.support.desk import CATEGORY, Desk, payload


async def test_a_stale_version_tells_what_changed_by_whom_and_when(desk: Desk) -> None:
    # given a case that was completed after it had been read
    case = await desk.registered()
    await desk.do(Verb.REQUEST_INFORMATION, "operator", caseId=case, missing=["place"])
    await desk.do(Verb.SUPPLY_INFORMATION, "city_lead", caseId=case, place="泰山大街3号")
    # when it is accepted as it was read first
    asked: dict[str, Any] = {"caseId": case, "category": CATEGORY, "expectedVersion": 1}
    chinese = await desk.refused(Verb.ACCEPT_CASE, "operator", **asked)
    english = await desk.refused(Verb.ACCEPT_CASE, "operator", "en", **asked)
    # then the answer says what has happened since
    assert (chinese["code"], chinese["field"]) == ("STALE_VERSION", ["input", "expectedVersion"])
    assert chinese["message"] == "该对象已被更新到版本 3，请刷新后重试。"
    assert english["message"] == "The object has moved on to version 3; read it again and retry."
    assert chinese["stale"] == {
        "currentVersion": 3, "changedFields": ["place", "state"],
        "by": {"id": encode("account", desk.account("city_lead")), "name": "演示·市热线负责人"},
        "at": "2026-11-16T10:00:00.000+08:00",
    }  # fmt: skip


async def test_the_version_read_last_is_accepted(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.ACCEPT_CASE, "operator", caseId=case, category=CATEGORY, expectedVersion=1)
    done = await desk.do(Verb.WITHDRAW_CASE, "operator", caseId=case, reason="撤回", expectedVersion=2)
    assert done["case"]["version"] == 3


async def test_an_assignment_s_version_is_its_own(desk: Desk) -> None:
    # given an assignment of a case that has moved on three times
    _, parts = await desk.dispatched()
    asked: dict[str, Any] = {"assignmentId": parts["ta-housing"]}
    # when it is accepted by the case's version, and by its own
    stale = await desk.refused(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", expectedVersion=3, **asked)
    done = await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", expectedVersion=1, **asked)
    assert (stale["code"], stale["stale"]["currentVersion"]) == ("STALE_VERSION", 1)
    assert done["assignment"]["version"] == 2


async def test_a_late_unit_learns_what_happened_to_its_own_part_and_nothing_of_others(desk: Desk) -> None:
    # given two units at work on one case; the first one's handler was the last to act on its part, the other came later
    _, parts = await desk.dispatched(("ta-housing", "PARALLEL"), ("370902", "PARALLEL"), district="370902")
    asked: dict[str, Any] = {"assignmentId": parts["ta-housing"]}
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", **asked)
    await desk.do(Verb.LOG_CONTACT, "unit_handler", method="PHONE", outcome="REACHED", **asked)
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "county_officer", assignmentId=parts["370902"])
    # when the first one's liaison officer acts on what was read before the handler acted
    told = await desk.refused(
        Verb.MAKE_COMMITMENT, "unit_liaison", "en", text="三日内修好。", dueAt="2026-11-19T18:00:00+08:00",
        expectedVersion=2, **asked,
    )  # fmt: skip
    # then the handler is named, not the other unit's officer
    assert told["stale"]["currentVersion"] == 3
    assert told["stale"]["by"] == {"id": encode("account", desk.account("unit_handler")), "name": "演示·承办单位经办人"}


async def test_the_timeline_names_colleagues_and_leaves_the_system_without_a_name(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.ACCEPT_CASE, "dispatcher", caseId=case, category=CATEGORY)
    await desk.api.office.pool.execute("UPDATE case_event SET actor = 'system' WHERE type = 'acceptCase'")
    asked = "query($id: ID!) { case(by: {id: $id}) { events { type { code } actor { id name } } } }"
    read = await desk.api.data(asked, "reviewer", id=case)
    assert read["case"]["events"] == [
        {"type": {"code": "registerCase"}, "actor": {"id": encode("account", desk.account("operator")), "name": "演示·话务员"}},
        {"type": {"code": "acceptCase"}, "actor": None},
    ]  # fmt: skip


async def test_commands_on_one_case_that_do_not_collide_are_all_done(desk: Desk) -> None:
    # given two units with parts of one case
    _, parts = await desk.dispatched(("ta-housing", "PARALLEL"), ("370902", "PARALLEL"), district="370902")
    # when both accept at once
    done = await asyncio.gather(
        desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts["ta-housing"]),
        desk.do(Verb.ACCEPT_ASSIGNMENT, "county_officer", assignmentId=parts["370902"]),
    )
    # then whoever was second was decided again, on the case as it was then
    assert [one["assignment"]["state"] for one in done] == ["ACCEPTED", "ACCEPTED"]
    assert max(one["case"]["version"] for one in done) == 5


async def test_of_colliding_commands_one_is_done(desk: Desk) -> None:
    # given a case that two operators have read
    case = await desk.registered()
    # when one answers it and the other accepts it, at once
    results = await asyncio.gather(
        desk.send(Verb.ANSWER_CASE, "operator", caseId=case, reply="已答复。"),
        desk.send(Verb.ACCEPT_CASE, "city_lead", caseId=case, category=CATEGORY),
    )
    # then one is done and the other is told the state
    codes = sorted(error["code"] for result in results for error in payload(result)["userErrors"])
    assert codes == ["NOT_IN_STATE"]
