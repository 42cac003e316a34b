"""Reporting back and its review (Art. 15(2), (3))."""

from typing import Any

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk

FEEDBACKS = (
    "assignment { submittedAt feedbacks { factsTrue withinRemit resolved unresolvedReason actionsTaken publicReply "
    "decision decisionReason } }"
)
TEXTS: dict[str, Any] = {"actionsTaken": "已更换控制器。", "publicReply": "电梯已恢复运行。"}


async def test_feedback_is_sent_back_and_then_approved(desk: Desk) -> None:
    # given an assignment at work
    _, part = await desk.at_work()
    asked: dict[str, Any] = {"assignmentId": part, "factsTrue": True, "withinRemit": True, **TEXTS}
    # when the unit reports, is sent back, reports again and is approved
    reported = await desk.do(
        Verb.SUBMIT_FEEDBACK, "unit_handler", resolved=False, unresolvedReason="待配件", extra=FEEDBACKS,
        attachments=[await desk.attachment("unit_handler")], **asked,
    )  # fmt: skip
    sent_back = await desk.do(Verb.SEND_BACK_FEEDBACK, "reviewer", assignmentId=part, reason="请说明完成时间")
    await desk.do(Verb.SUBMIT_FEEDBACK, "unit_handler", resolved=True, **asked)
    approved = await desk.do(Verb.APPROVE_FEEDBACK, "reviewer", assignmentId=part, reason="同意", extra=FEEDBACKS)
    # then case and assignment moved on together, and both reports are kept
    assert (reported["assignment"]["state"], reported["case"]["state"]) == ("FEEDBACK_SUBMITTED", "PENDING_REVIEW")
    assert reported["assignment"]["submittedAt"] == "2026-11-16T10:00:00.000+08:00"
    assert (sent_back["assignment"]["state"], sent_back["case"]["state"]) == ("IN_HANDLING", "IN_PROGRESS")
    assert (approved["assignment"]["state"], approved["case"]["state"]) == ("COMPLETED", "PENDING_CALLBACK")
    told: dict[str, Any] = {"factsTrue": True, "withinRemit": True, **TEXTS}
    assert approved["assignment"]["feedbacks"] == [
        told
        | {
            "resolved": False,
            "unresolvedReason": "待配件",
            "decision": "SENT_BACK",
            "decisionReason": "请说明完成时间",
        },
        told | {"resolved": True, "unresolvedReason": None, "decision": "APPROVED", "decisionReason": "同意"},
    ]


async def test_why_it_is_not_resolved_must_be_said(desk: Desk) -> None:
    _, part = await desk.at_work()
    error = await desk.refused(
        Verb.SUBMIT_FEEDBACK, "unit_handler", "en", assignmentId=part, factsTrue=True, withinRemit=True, resolved=False,
        **TEXTS,
    )  # fmt: skip
    assert (error["code"], error["field"], error["message"]) == (
        "REQUIRED", ["input", "unresolvedReason"], "This is required.",
    )  # fmt: skip


async def test_the_case_is_reviewed_when_every_unit_has_reported(desk: Desk) -> None:
    # given two units that handle parts of their own, of which one has reported
    _, parts = await desk.dispatched(("ta-housing", "PARALLEL"), ("ta-citymgmt", "PARALLEL"))
    part = parts["ta-housing"]
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=part)
    await desk.do(Verb.LOG_CONTACT, "unit_handler", assignmentId=part, method="PHONE", outcome="REACHED")
    reported = await desk.reported(part)
    # when its feedback is reviewed
    error = await desk.refused(Verb.APPROVE_FEEDBACK, "reviewer", assignmentId=part)
    # then the other is waited for
    assert reported["case"]["state"] == "IN_PROGRESS"
    assert (error["code"], error["message"]) == ("FEEDBACK_INCOMPLETE", "尚有牵头或并行单位未反馈。")


async def test_a_level_that_did_not_dispatch_does_not_review(desk: Desk) -> None:
    _, part = await desk.at_work(district="370902")
    await desk.reported(part)
    error = await desk.refused(Verb.APPROVE_FEEDBACK, "county_officer", assignmentId=part)
    assert error["code"] == "NOT_ALLOWED"
