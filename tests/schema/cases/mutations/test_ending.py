"""How a case ends: callback, redo, unreasonable demand, termination, withdrawal; and how it opens again (Art. 10, 13, 15, 16)."""

from typing import Any

import pytest

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk

CONTENT_: dict[str, Any] = {
    "contactedByUnit": True,
    "resolved": "RESOLVED",
    "result": "SATISFIED",
    "process": "BASICALLY",
}
CALLBACKS = (
    "case { callbacks { attempt channel reached rated notRatedReason { code } contactedByUnit resolved result process "
    "comment } }"
)


async def test_a_content_reporter_closes_the_case(desk: Desk) -> None:
    case, _ = await desk.reviewed()
    done = await desk.do(
        Verb.RECORD_CALLBACK, "callback_officer", caseId=case, channel="PHONE", reached=True, comment="谢谢",
        extra=CALLBACKS, **CONTENT_,
    )  # fmt: skip
    assert (done["case"]["state"], done["case"]["outcome"]) == ("CLOSED", {"code": "RATED"})
    assert done["case"]["callbacks"] == [
        {"attempt": 1, "channel": "PHONE", "reached": True, "rated": True, "notRatedReason": None, "comment": "谢谢",
         **CONTENT_}
    ]  # fmt: skip


async def test_half_an_answer_is_refused(desk: Desk) -> None:
    case, _ = await desk.reviewed()
    error = await desk.refused(
        Verb.RECORD_CALLBACK, "callback_officer", "en", caseId=case, channel="PHONE", reached=True, resolved="RESOLVED"
    )
    assert (error["code"], error["article"], error["message"]) == (
        "ANSWERS_INCOMPLETE", "16",
        "When the reporter was reached, record contact, resolution and both satisfactions, or why there is no rating.",
    )  # fmt: skip


async def test_who_declines_to_rate_is_recorded_with_the_reason(desk: Desk) -> None:
    case, _ = await desk.reviewed()
    done = await desk.do(
        Verb.RECORD_CALLBACK, "callback_officer", caseId=case, channel="PHONE", reached=True, notRatedReason="DECLINED"
    )
    assert (done["case"]["state"], done["case"]["outcome"]) == ("CLOSED", {"code": "DECLINED"})


async def test_a_reasonable_demand_is_handled_again(desk: Desk) -> None:
    # given a reporter who is not content
    case, part = await desk.discontent()
    # when the demand is found reasonable
    done = await desk.do(
        Verb.ORDER_REDO, "reviewer", caseId=case, finding="确未修好", extra="case { findings { reasonable reason } }"
    )
    # then the same unit has a new assignment in the next round
    (again,) = [one for one in done["case"]["assignments"] if one["round"] == 2]
    assert (done["case"]["state"], done["case"]["round"]) == ("IN_PROGRESS", 2)
    assert (again["unit"]["code"], again["state"]) == ("ta-housing", "PENDING_ACCEPTANCE")
    assert again["id"] != part
    assert done["case"]["findings"] == [{"reasonable": True, "reason": "确未修好"}]


async def test_an_unreasonable_demand_needs_two_signers(desk: Desk) -> None:
    # given a reporter who is not content
    case, _ = await desk.discontent()
    asked: dict[str, Any] = {"caseId": case, "finding": "要求超出法定标准"}
    # when one person finds the demand unreasonable, and tries to sign as well
    first = await desk.do(Verb.CLOSE_UNREASONABLE, "reviewer", materials=[await desk.attachment("reviewer")], **asked)
    same = await desk.refused(Verb.CLOSE_UNREASONABLE, "reviewer", "en", **asked)
    # then only another person closes the case
    second = await desk.do(Verb.CLOSE_UNREASONABLE, "city_lead", **asked)
    assert first["case"]["state"] == "PENDING_REDO_DECISION"
    assert (same["code"], same["message"]) == (
        "SECOND_SIGNER_REQUIRED", "The finding must be signed by a second person.",
    )  # fmt: skip
    assert (second["case"]["state"], second["case"]["outcome"]) == ("CLOSED", {"code": "UNREASONABLE_DEMAND"})


async def test_the_city_agency_decides_on_a_termination(desk: Desk) -> None:
    # given a unit that asks to end the handling, twice
    case, part = await desk.at_work()
    await desk.termination(part)
    rejected = await desk.do(Verb.REJECT_TERMINATION, "reviewer", caseId=case, reason="应继续办理")
    await desk.termination(part)
    approved = await desk.do(
        Verb.APPROVE_TERMINATION, "city_lead", caseId=case, reason="属实",
        extra="case { terminationRequests { ground decision decisionReason } }",
    )  # fmt: skip
    # then the handling went on after the first and ended with the second
    assert rejected["case"]["state"] == "IN_PROGRESS"
    assert (approved["case"]["state"], approved["case"]["outcome"]) == ("TERMINATED", {"code": "TERMINATED"})
    assert approved["case"]["terminationRequests"] == [
        {"ground": "UNREASONABLE_DEMAND", "decision": "REJECTED", "decisionReason": "应继续办理"},
        {"ground": "UNREASONABLE_DEMAND", "decision": "APPROVED", "decisionReason": "属实"},
    ]


@pytest.mark.parametrize("verb", [Verb.APPROVE_TERMINATION, Verb.REJECT_TERMINATION])
async def test_a_unit_does_not_decide_on_a_termination(desk: Desk, verb: Verb) -> None:
    case, part = await desk.at_work()
    await desk.termination(part)
    error = await desk.refused(verb, "unit_liaison", caseId=case, reason="同意")
    assert error["code"] == "NOT_ALLOWED"


async def test_a_caller_withdraws(desk: Desk) -> None:
    case, _ = await desk.dispatched()
    done = await desk.do(
        Verb.WITHDRAW_CASE, "operator", caseId=case, reason="已自行解决", extra="case { corrections { reason } }"
    )
    assert (done["case"]["state"], done["case"]["outcome"]) == ("WITHDRAWN", {"code": "WITHDRAWN"})
    assert done["case"]["corrections"] == [{"reason": "已自行解决"}]
    assert [one["state"] for one in done["case"]["assignments"]] == ["CANCELLED"]


async def test_public_safety_is_not_withdrawn(desk: Desk) -> None:
    case = await desk.registered(publicSafety=True)
    error = await desk.refused(Verb.WITHDRAW_CASE, "operator", caseId=case, reason="算了")
    assert (error["code"], error["article"], error["message"]) == (
        "PUBLIC_SAFETY",
        "10",
        "涉及公共安全的诉求不能撤单。",
    )


async def test_new_facts_open_an_ended_case_again(desk: Desk) -> None:
    case, _ = await desk.reviewed()
    await desk.do(
        Verb.RECORD_CALLBACK, "callback_officer", caseId=case, channel="PHONE", reached=True, notRatedReason="DECLINED"
    )
    done = await desk.do(
        Verb.REOPEN_WITH_NEW_FACTS, "operator", caseId=case, newFacts="电梯又停运", attachments=[await desk.attachment()],
        extra="case { content closedAt }",
    )  # fmt: skip
    assert (done["case"]["state"], done["case"]["round"], done["case"]["closedAt"]) == ("RECEIVED", 2, None)
    assert done["case"]["content"].startswith("小区电梯停运三天。")
    assert done["case"]["content"].endswith("电梯又停运")


async def test_a_merged_case_lives_on_in_its_master_until_it_is_taken_out(desk: Desk) -> None:
    # given a dispatched case and a master
    master = await desk.accepted()
    case, parts = await desk.dispatched()
    # when it is merged and taken out again
    merged = await desk.do(Verb.MERGE_CASES, "operator", caseId=case, masterId=master, reason="同一电梯")
    undone = await desk.do(
        Verb.UNMERGE_CASE, "dispatcher", caseId=case, reason="并非同一电梯", extra="case { merges { reason undoneAt } }"
    )
    # then its assignment was cancelled and lives again
    assert (merged["case"]["state"], merged["case"]["master"]) == ("MERGED", {"id": master})
    assert [one["state"] for one in merged["case"]["assignments"]] == ["CANCELLED"]
    assert (undone["case"]["state"], undone["case"]["master"]) == ("IN_PROGRESS", None)
    assert [(one["id"], one["state"]) for one in undone["case"]["assignments"]] == [
        (parts["ta-housing"], "PENDING_ACCEPTANCE")
    ]
    assert undone["case"]["merges"] == [{"reason": "同一电梯", "undoneAt": "2026-11-16T10:00:00.000+08:00"}]


async def test_a_case_is_not_merged_into_itself_nor_into_an_ended_one(desk: Desk) -> None:
    case, ended = await desk.registered(), await desk.registered()
    await desk.do(Verb.WITHDRAW_CASE, "operator", caseId=ended, reason="撤回")
    itself = await desk.refused(Verb.MERGE_CASES, "operator", caseId=case, masterId=case, reason="同一")
    closed = await desk.refused(Verb.MERGE_CASES, "operator", "en", caseId=case, masterId=ended, reason="同一")
    unknown = await desk.refused(Verb.MERGE_CASES, "operator", caseId=case, masterId="x", reason="同一")
    assert (itself["code"], itself["field"]) == ("NOT_A_MASTER", ["input", "masterId"])
    assert closed["message"] == "A case is merged into another that is open and not merged itself."
    assert (unknown["code"], unknown["field"]) == ("NOT_FOUND", ["input", "masterId"])
