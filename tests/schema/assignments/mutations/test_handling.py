"""What a unit does while it handles its part (Art. 7, 15, 20)."""

from typing import Any

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk

LONG_CYCLE = "010206"
COUNTY = "370902"
EXTENSIONS = "assignment { dueAt extensions { days reason { code label } citizenToldAt decision decisionReason } }"


async def test_the_reporter_is_contacted_first(desk: Desk) -> None:
    # given an accepted assignment
    _, parts = await desk.dispatched()
    part = parts["ta-housing"]
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=part)
    # when it is reported on without a contact, and then with one
    feedback: dict[str, Any] = {"assignmentId": part, "factsTrue": True, "withinRemit": True, "resolved": True,
                "actionsTaken": "已维修。", "publicReply": "已恢复。"}  # fmt: skip
    early = await desk.refused(Verb.SUBMIT_FEEDBACK, "unit_handler", **feedback)
    contacted = await desk.do(
        Verb.LOG_CONTACT, "unit_handler", assignmentId=part, method="ON_SITE", outcome="REACHED", note="已到现场。",
        evidence=[await desk.attachment("unit_handler")],
        extra="assignment { contactedAt contacts { method { code } outcome { code } note } }",
    )  # fmt: skip
    # then only the contact opened the way
    assert (early["code"], early["article"], early["message"]) == (
        "CONTACT_NOT_LOGGED", "15(1)", "反馈前应当先联系诉求人。",
    )  # fmt: skip
    assert (contacted["assignment"]["state"], contacted["assignment"]["contactedAt"]) == (
        "IN_HANDLING", "2026-11-16T10:00:00.000+08:00",
    )  # fmt: skip
    assert contacted["assignment"]["contacts"] == [
        {"method": {"code": "ON_SITE"}, "outcome": {"code": "REACHED"}, "note": "已到现场。"}
    ]


async def test_work_is_passed_down_inside_the_subtree(desk: Desk) -> None:
    # given a county government's assignment
    _, parts = await desk.dispatched((COUNTY, "LEAD"), district=COUNTY)
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "county_officer", assignmentId=parts[COUNTY])
    below, outside = await desk.unit("370902-housing"), await desk.unit("ta-housing")
    # when it is passed down, outside and inside the subtree
    wrong = await desk.refused(
        Verb.SUB_DISPATCH, "county_officer", assignmentId=parts[COUNTY], unitId=outside, reason="分办"
    )
    late = await desk.refused(
        Verb.SUB_DISPATCH, "county_officer", assignmentId=parts[COUNTY], unitId=below, reason="分办",
        dueAt="2027-11-20T18:00:00+08:00",
    )  # fmt: skip
    done = await desk.do(
        Verb.SUB_DISPATCH, "county_officer", assignmentId=parts[COUNTY], unitId=below, reason="分办",
        dueAt="2026-11-18T12:00:00+08:00", extra="assignment { children { dueAt } }",
    )  # fmt: skip
    # then it went to the unit below, due when the county said
    (child,) = done["assignment"]["children"]
    assert (wrong["code"], wrong["field"]) == ("OUTSIDE_SUBTREE", ["input", "unitId"])
    assert (late["code"], late["field"]) == ("DUE_AFTER_PARENT", ["input", "dueAt"])
    assert done["assignment"]["state"] == "SUB_DISPATCHED"
    assert (child["unit"]["code"], child["dueAt"]) == ("370902-housing", "2026-11-18T12:00:00.000+08:00")


async def test_more_time_is_asked_for_refused_and_granted(desk: Desk) -> None:
    # given an assignment at work
    _, part = await desk.at_work()
    asked: dict[str, Any] = {"assignmentId": part, "days": 2, "reason": "COMPLEX", "explanation": "需订购配件。",
             "citizenToldAt": "2026-11-16T09:30:00+08:00"}  # fmt: skip
    # when it asks for more time, is refused, asks again, and is granted it
    requested = await desk.do(Verb.REQUEST_EXTENSION, "unit_liaison", **asked)
    rejected = await desk.do(Verb.REJECT_EXTENSION, "reviewer", assignmentId=part, reason="可按期办结")
    await desk.do(Verb.REQUEST_EXTENSION, "unit_liaison", **asked)
    granted = await desk.do(Verb.APPROVE_EXTENSION, "reviewer", assignmentId=part, reason="情况属实", extra=EXTENSIONS)
    # then both requests are kept, and the due date moved once
    due = requested["assignment"]["dueAt"]
    assert rejected["assignment"]["dueAt"] == due
    assert granted["assignment"]["dueAt"] > due
    told: dict[str, Any] = {
        "days": 2,
        "reason": {"code": "COMPLEX", "label": "情况复杂"},
        "citizenToldAt": "2026-11-16T09:30:00.000+08:00",
    }
    assert granted["assignment"]["extensions"] == [
        told | {"decision": "REJECTED", "decisionReason": "可按期办结"},
        told | {"decision": "APPROVED", "decisionReason": "情况属实"},
    ]


async def test_an_extension_beyond_measure_is_refused(desk: Desk) -> None:
    _, part = await desk.at_work()
    asked: dict[str, Any] = {"assignmentId": part, "reason": "COMPLEX", "explanation": "需订购配件。"}
    told, untold = "2026-11-16T09:30:00+08:00", "2026-11-16T10:00:00.001+08:00"
    long = await desk.refused(Verb.REQUEST_EXTENSION, "unit_liaison", days=99, citizenToldAt=told, **asked)
    early = await desk.refused(Verb.REQUEST_EXTENSION, "unit_liaison", "en", days=2, citizenToldAt=untold, **asked)
    nothing = await desk.refused(Verb.APPROVE_EXTENSION, "reviewer", assignmentId=part)
    assert (long["code"], long["field"]) == ("OUT_OF_RANGE", ["input", "days"])
    assert (early["code"], early["field"], early["message"]) == (
        "TOLD_IN_FUTURE", ["input", "citizenToldAt"], "The reporter must have been told already.",
    )  # fmt: skip
    assert (nothing["code"], nothing["message"]) == ("NO_PENDING_EXTENSION", "没有待审核的延期申请。")


async def test_long_work_is_shelved_and_taken_up_again(desk: Desk) -> None:
    # given long-cycle work
    _, part = await desk.at_work(category=LONG_CYCLE)
    # when it is shelved until a day and taken up again
    shelved = await desk.do(
        Verb.SHELVE_ASSIGNMENT, "reviewer", assignmentId=part, reason="待汛期结束", reviewOn="2026-12-15"
    )
    taken_up = await desk.do(Verb.UNSHELVE_ASSIGNMENT, "reviewer", assignmentId=part, reason="已具备施工条件")
    # then it stood in between
    assert (shelved["assignment"]["state"], shelved["assignment"]["reviewOn"]) == ("LONG_TERM", "2026-12-15")
    assert (taken_up["assignment"]["state"], taken_up["assignment"]["reviewOn"]) == ("IN_HANDLING", None)


async def test_other_work_is_not_shelved_and_not_for_ever(desk: Desk) -> None:
    _, part = await desk.at_work()
    asked: dict[str, Any] = {"reason": "先放一放", "reviewOn": "2026-12-15"}
    short = await desk.refused(Verb.SHELVE_ASSIGNMENT, "reviewer", assignmentId=part, **asked)
    _, long = await desk.at_work(category=LONG_CYCLE)
    today = await desk.refused(
        Verb.SHELVE_ASSIGNMENT, "reviewer", assignmentId=long, **(asked | {"reviewOn": "2026-11-16"})
    )
    assert (short["code"], short["article"]) == ("NOT_LONG_CYCLE", "15(4)")
    assert (today["code"], today["field"]) == ("REVIEW_DATE_OUT_OF_RANGE", ["input", "reviewOn"])


async def test_a_promise_is_made_and_kept(desk: Desk) -> None:
    # given an assignment at work
    _, part = await desk.at_work()
    listed = "assignment { commitments { id text dueAt outcome } }"
    # when the unit promises something and keeps it
    made = await desk.do(
        Verb.MAKE_COMMITMENT, "unit_liaison", assignmentId=part, text="三日内更换电梯主板。",
        dueAt="2026-11-19T18:00:00+08:00", extra=listed,
    )  # fmt: skip
    (promise,) = made["assignment"]["commitments"]
    kept = await desk.do(
        Verb.FULFIL_COMMITMENT, "unit_liaison", assignmentId=part, commitmentId=promise["id"], kept=True, extra=listed
    )
    again = await desk.refused(
        Verb.FULFIL_COMMITMENT, "unit_liaison", assignmentId=part, commitmentId=promise["id"], kept=True
    )
    # then it is on record, and answered for once
    told: dict[str, Any] = {"text": "三日内更换电梯主板。", "dueAt": "2026-11-19T18:00:00.000+08:00"}
    assert promise == told | {"id": promise["id"], "outcome": None}
    assert kept["assignment"]["commitments"] == [promise | {"outcome": "KEPT"}]
    assert (again["code"], again["article"]) == ("NO_OPEN_COMMITMENT", "20")


async def test_a_promise_lies_ahead_and_is_named_by_its_id(desk: Desk) -> None:
    _, part = await desk.at_work()
    asked: dict[str, Any] = {"assignmentId": part, "text": "已修。"}
    past = await desk.refused(Verb.MAKE_COMMITMENT, "unit_liaison", dueAt="2026-11-16T10:00:00+08:00", **asked)
    await desk.do(Verb.MAKE_COMMITMENT, "unit_liaison", dueAt="2026-11-16T10:00:01+08:00", **asked)
    foreign = await desk.refused(
        Verb.FULFIL_COMMITMENT, "unit_liaison", assignmentId=part, commitmentId=part, kept=True
    )
    assert (past["code"], past["field"], past["message"]) == (
        "PROMISE_IN_PAST", ["input", "dueAt"], "承诺的期限应当晚于现在。",
    )  # fmt: skip
    assert (foreign["code"], foreign["field"]) == ("NOT_FOUND", ["input", "commitmentId"])


async def test_a_termination_is_asked_for_with_materials(desk: Desk) -> None:
    _, part = await desk.at_work()
    bare = await desk.refused(
        Verb.REQUEST_TERMINATION, "unit_liaison", assignmentId=part, ground="NON_COOPERATION", explanation="多次拒绝沟通。",
        materials=[],
    )  # fmt: skip
    done = await desk.termination(part)
    assert (bare["code"], bare["field"]) == ("REQUIRED", ["input", "materials"])
    assert (done["assignment"]["state"], done["case"]["state"]) == ("IN_HANDLING", "TERMINATION_REVIEW")
