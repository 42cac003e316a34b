"""What was taken down wrongly is put right (DESIGN §7)."""

from typing import Any

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk

CORRECT = """mutation($input: CorrectCaseInput!) { correctCase(input: $input) {
    case { version state urgency secrecy category { code } district { code } corrections { reason } }
    userErrors { code message field } } }"""


async def correct(desk: Desk, role: str, **input: Any) -> dict[str, Any]:
    """The payload."""
    data = await desk.api.data(CORRECT, role, input=input)
    return dict(data["correctCase"])


async def test_category_place_secrecy_and_urgency_are_corrected(desk: Desk) -> None:
    case = await desk.accepted()
    done = await correct(
        desk, "operator", caseId=case, reason="登记有误", category="010102", district="370902", secrecy="PRIVACY",
        urgency="URGENT", expectedVersion=2,
    )  # fmt: skip
    assert done == {
        "case": {"version": 3, "state": "PENDING_DISPATCH", "urgency": "URGENT", "secrecy": "PRIVACY",
                 "category": {"code": "010102"}, "district": {"code": "370902"}, "corrections": [{"reason": "登记有误"}]},
        "userErrors": [],
    }  # fmt: skip


async def test_a_correction_of_somebody_who_may_not_is_refused_without_a_trace(desk: Desk) -> None:
    case = await desk.registered()
    before = await desk.digest()
    seen = await correct(desk, "auditor", caseId=case, reason="更正", urgency="URGENT")
    unseen = await correct(desk, "unit_liaison", caseId=case, reason="更正", urgency="URGENT")
    assert (seen["case"], [error["code"] for error in seen["userErrors"]]) == (None, ["NOT_ALLOWED"])
    assert (unseen["case"], [error["code"] for error in unseen["userErrors"]]) == (None, ["NOT_FOUND"])
    assert await desk.digest() == before


async def test_an_ended_case_is_not_corrected(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.WITHDRAW_CASE, "operator", caseId=case, reason="撤回")
    done = await correct(desk, "operator", caseId=case, reason="更正", urgency="URGENT")
    assert done["userErrors"] == [
        {"code": "NOT_IN_STATE", "message": "当前状态为“撤单”，不能执行“更正工单信息”。", "field": None}
    ]
