"""A unit takes its part, hands it back, or loses it to another (Art. 14, 15(2), 19(1))."""

from datetime import timedelta
from typing import Any

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk

OTHER = "ta-citymgmt"
RETURN: dict[str, Any] = {"reason": "NOT_COMPETENT", "explanation": "属市容管理。", "basis": "三定方案"}


async def returning(desk: Desk) -> tuple[str, str]:
    """A case whose one unit wants to hand it back."""
    case, parts = await desk.dispatched()
    await desk.do(
        Verb.REQUEST_RETURN, "unit_liaison", assignmentId=parts["ta-housing"], suggestedUnitId=await desk.unit(OTHER),
        **RETURN,
    )  # fmt: skip
    return case, parts["ta-housing"]


async def test_a_unit_accepts(desk: Desk) -> None:
    case, parts = await desk.dispatched()
    done = await desk.do(
        Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts["ta-housing"],
        extra="assignment { acceptedAt deemedAccepted }",
    )  # fmt: skip
    part = done["assignment"]
    assert (part["id"], part["state"], part["version"]) == (parts["ta-housing"], "ACCEPTED", 2)
    assert (part["acceptedAt"], part["deemedAccepted"]) == ("2026-11-16T10:00:00.000+08:00", False)
    assert (done["case"]["id"], done["case"]["state"], done["case"]["version"]) == (case, "IN_PROGRESS", 4)


async def test_a_return_is_asked_for_and_granted(desk: Desk) -> None:
    # given a unit that wants to hand its part back
    case, part = await returning(desk)
    # when the dispatcher agrees
    done = await desk.do(
        Verb.APPROVE_RETURN, "dispatcher", assignmentId=part, reason="理由成立",
        extra="assignment { returns { reason { code } explanation basis suggestedUnit { code } decision decisionReason } }",
    )  # fmt: skip
    # then the case waits to be dispatched again, with one bounce
    assert done["assignment"]["state"] == "RETURNED"
    assert done["assignment"]["returns"] == [
        RETURN | {"reason": {"code": "NOT_COMPETENT"}, "suggestedUnit": {"code": OTHER}, "decision": "APPROVED",
                  "decisionReason": "理由成立"}
    ]  # fmt: skip
    assert (done["case"]["id"], done["case"]["state"], done["case"]["bounces"]) == (case, "PENDING_DISPATCH", 1)


async def test_a_refused_return_counts_as_acceptance(desk: Desk) -> None:
    _, part = await returning(desk)
    done = await desk.do(Verb.REJECT_RETURN, "dispatcher", assignmentId=part, reason="属本单位职责")
    assert (done["assignment"]["state"], done["case"]["bounces"]) == ("ACCEPTED", 0)


async def test_a_return_names_a_unit_and_a_known_reason(desk: Desk) -> None:
    _, parts = await desk.dispatched()
    asked: dict[str, Any] = {"assignmentId": parts["ta-housing"], "suggestedUnitId": await desk.unit(OTHER), **RETURN}
    mood = await desk.refused(Verb.REQUEST_RETURN, "unit_liaison", **(asked | {"reason": "MOOD"}))
    nobody = await desk.refused(Verb.REQUEST_RETURN, "unit_liaison", "en", **(asked | {"suggestedUnitId": "x"}))
    assert (mood["code"], mood["field"], mood["message"]) == (
        "UNKNOWN_CODE", ["input", "reason"], "“MOOD”不是“return_reason”的有效代码。",
    )  # fmt: skip
    assert (nobody["code"], nobody["field"], nobody["message"]) == (
        "NOT_FOUND", ["input", "suggestedUnitId"], "There is no such object.",
    )  # fmt: skip


async def test_after_the_window_no_return_is_possible(desk: Desk) -> None:
    _, parts = await desk.dispatched()
    desk.later(timedelta(days=3))
    error = await desk.refused(
        Verb.REQUEST_RETURN, "unit_liaison", assignmentId=parts["ta-housing"], suggestedUnitId=await desk.unit(OTHER),
        **RETURN,
    )  # fmt: skip
    assert (error["code"], error["article"]) == ("RETURN_WINDOW_CLOSED", "14, 19(1)")


async def test_another_unit_takes_the_part_over(desk: Desk) -> None:
    # given a dispatched case
    case, parts = await desk.dispatched()
    # when its part is given to another unit
    done = await desk.do(
        Verb.REASSIGN, "dispatcher", assignmentId=parts["ta-housing"], unitId=await desk.unit(OTHER), reason="职责调整",
        basis="三定方案", extra="assignment { basis }",
    )  # fmt: skip
    # then the payload tells the new unit's assignment, and the former one is cancelled
    new = done["assignment"]
    assert (new["unit"]["code"], new["state"], new["role"], new["basis"]) == (
        OTHER, "PENDING_ACCEPTANCE", "LEAD", "三定方案",
    )  # fmt: skip
    assert {one["id"]: one["state"] for one in done["case"]["assignments"]} == {
        parts["ta-housing"]: "CANCELLED", new["id"]: "PENDING_ACCEPTANCE",
    }  # fmt: skip
    assert done["case"]["id"] == case


async def test_a_part_is_not_given_to_a_unit_that_has_one(desk: Desk) -> None:
    _, parts = await desk.dispatched()
    error = await desk.refused(
        Verb.REASSIGN, "dispatcher", "en", assignmentId=parts["ta-housing"], unitId=await desk.unit("ta-housing"),
        reason="改派",
    )  # fmt: skip
    assert (error["code"], error["field"], error["message"]) == (
        "UNIT_TWICE", ["input", "unitId"], "A unit is named twice.",
    )  # fmt: skip


async def test_another_unit_s_part_is_not_found(desk: Desk) -> None:
    case, parts = await desk.dispatched((OTHER, "LEAD"))
    hidden = await desk.refused(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts[OTHER])
    foreign = await desk.refused(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=case)
    assert hidden["code"] == foreign["code"] == "NOT_FOUND"
    assert hidden["message"] == foreign["message"] == "未找到该对象。"
    assert foreign["field"] == ["input", "assignmentId"]
