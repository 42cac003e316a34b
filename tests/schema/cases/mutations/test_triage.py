"""Triage: the six exits, the one objection, acceptance (Art. 12, 13)."""

from datetime import timedelta
from typing import Any

import pytest

from core.cases.verbs import Verb
from tests.schema.support.desk import CATEGORY, Desk

TOLD: dict[str, Any] = {"basis": "《办法》第十三条", "told": "请走法定途径。"}
TRIAGES = "case { triages { exit { code } detail basis told threePartyCall priorCase { id } } }"


@pytest.mark.parametrize(
    ("exit_", "detail"),
    [
        ("EMERGENCY_TRANSFER", "120"),
        ("STATUTORY_CHANNEL", "LITIGATION"),
        ("EXPLAINED", "PRIVACY"),
        ("OUT_OF_JURISDICTION", "济南市"),
        ("NOT_ACCEPTED", "诉求不明确"),
    ],
)
async def test_a_case_takes_one_of_the_exits(desk: Desk, exit_: str, detail: str) -> None:
    case = await desk.registered()
    done = await desk.do(
        Verb.DIVERT_CASE, "operator", caseId=case, exit=exit_, detail=detail, threePartyCall=True, extra=TRIAGES, **TOLD
    )
    assert (done["case"]["state"], done["case"]["outcome"]) == ("DIVERTED", {"code": exit_})
    assert done["case"]["triages"] == [
        {"exit": {"code": exit_}, "detail": detail, "threePartyCall": True, "priorCase": None, **TOLD}
    ]


async def test_a_repeat_without_new_facts_names_the_earlier_case(desk: Desk) -> None:
    earlier, case = await desk.registered(), await desk.registered()
    asked: dict[str, Any] = {"caseId": case, "exit": "REPEAT_NO_NEW_FACTS", **TOLD}
    unnamed = await desk.refused(Verb.DIVERT_CASE, "operator", "en", **asked)
    itself = await desk.refused(Verb.DIVERT_CASE, "operator", priorCaseId=case, **asked)
    done = await desk.do(Verb.DIVERT_CASE, "operator", priorCaseId=earlier, extra=TRIAGES, **asked)
    assert (unnamed["code"], unnamed["field"], unnamed["article"]) == (
        "PRIOR_CASE_REQUIRED", ["input", "priorCaseId"], "13(4)",
    )  # fmt: skip
    assert unnamed["message"] == "A repeated appeal must name the earlier case."
    assert itself["message"] == "重复诉求须关联原工单。"
    assert done["case"]["triages"][0]["priorCase"] == {"id": earlier}


async def test_an_unknown_line_is_refused(desk: Desk) -> None:
    case = await desk.registered()
    error = await desk.refused(
        Verb.DIVERT_CASE, "operator", caseId=case, exit="EMERGENCY_TRANSFER", detail="911", **TOLD
    )
    assert (error["code"], error["field"], error["message"]) == (
        "UNKNOWN_CODE", ["input", "detail"], "“911”不是“emergency_line”的有效代码。",
    )  # fmt: skip


async def test_a_case_that_waits_for_the_reporter_is_diverted_only_afterwards(desk: Desk) -> None:
    # given a reporter who was asked for the place
    case = await desk.registered()
    await desk.do(Verb.REQUEST_INFORMATION, "operator", caseId=case, missing=["place"])
    asked: dict[str, Any] = {"caseId": case, "exit": "NOT_ACCEPTED", "detail": "未补充", **TOLD}
    # when it is diverted at once, and again when the time is over
    early = await desk.refused(Verb.DIVERT_CASE, "operator", **asked)
    desk.later(timedelta(days=9))
    late = await desk.do(Verb.DIVERT_CASE, "operator", **asked)
    # then only the second is done
    assert (early["code"], early["article"]) == ("INFORMATION_PERIOD_RUNNING", "10")
    assert late["case"]["state"] == "DIVERTED"


async def test_a_reporter_objects_once(desk: Desk) -> None:
    # given a diverted case
    case = await desk.registered()
    divert: dict[str, Any] = {"caseId": case, "exit": "NOT_ACCEPTED", "detail": "诉求不明确", **TOLD}
    await desk.do(Verb.DIVERT_CASE, "operator", **divert)
    # when the reporter objects, and again after the next diversion
    objected = await desk.do(
        Verb.OBJECT_TO_DIVERSION, "operator", caseId=case, reason="诉求明确", extra="case { corrections { reason } }"
    )
    await desk.do(Verb.DIVERT_CASE, "operator", **divert)
    again = await desk.refused(Verb.OBJECT_TO_DIVERSION, "operator", "en", caseId=case, reason="仍不服")
    # then the case was received again, and the second objection is refused
    assert (objected["case"]["state"], objected["case"]["outcome"]) == ("RECEIVED", None)
    assert [one["reason"] for one in objected["case"]["corrections"]] == ["诉求明确"]
    assert (again["code"], again["message"]) == ("ALREADY_OBJECTED", "A diversion can be objected to once.")


async def test_a_case_is_accepted_with_its_category(desk: Desk) -> None:
    case = await desk.registered()
    done = await desk.do(
        Verb.ACCEPT_CASE, "operator", caseId=case, category=CATEGORY, urgency="URGENT",
        extra="case { category { code } urgency acceptedAt }",
    )  # fmt: skip
    assert (done["case"]["state"], done["case"]["category"], done["case"]["urgency"]) == (
        "PENDING_DISPATCH", {"code": CATEGORY}, "URGENT",
    )  # fmt: skip
    assert done["case"]["acceptedAt"] == "2026-11-16T10:00:00.000+08:00"


async def test_what_the_category_needs_must_be_there(desk: Desk) -> None:
    case = await desk.registered(place=None)
    error = await desk.refused(Verb.ACCEPT_CASE, "operator", "en", caseId=case, category=CATEGORY)
    assert (error["code"], error["field"], error["message"]) == (
        "INFORMATION_MISSING", ["input", "category"], "This category needs more information: Place of the matter.",
    )  # fmt: skip
