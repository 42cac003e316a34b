"""Intake: an appeal is registered, completed, answered (Art. 10, 12)."""

import re
from typing import Any

import pytest

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk

FULL: dict[str, Any] = {
    "channel": "WECHAT", "kind": "HELP_REQUEST", "title": "路灯不亮", "content": "东岳大街路灯不亮。", "district": "370902",
    "externalNo": "WX-1", "place": "东岳大街10号", "gridCode": "G-7", "category": "010101", "urgency": "URGENT",
    "secrecy": "PRIVACY", "publicSafety": True, "enterprise": True,
    "reporter": {"name": "李四", "phone": "13805381234", "identityNo": "370902199001011232", "address": "泰山区",
                 "email": "li@example.com", "company": "某公司"},
}  # fmt: skip


async def test_an_appeal_is_registered_with_everything_the_caller_told(desk: Desk) -> None:
    # given an attachment and an earlier case
    attached, earlier = await desk.attachment(), await desk.registered()
    # when an operator registers a full appeal
    extra = (
        "accessCode case { title content place gridCode urgency secrecy publicSafety enterprise externalNo channel kind "
        "category { code } district { code } priorCase { id } attachments { id } "
        "reporter { identityMode name phone company } }"
    )
    done = await desk.do(
        Verb.REGISTER_CASE, "operator", extra=extra, priorCaseId=earlier, attachments=[attached], **FULL
    )
    # then the case holds it, and the access code is told
    case = done["case"]
    assert re.fullmatch(r"[2-9A-Z]{8}", done["accessCode"])
    assert (case["state"], case["version"], case["round"]) == ("RECEIVED", 1, 1)
    assert {name: case[name] for name in ("title", "content", "place", "gridCode", "externalNo")} == {
        "title": "路灯不亮", "content": "东岳大街路灯不亮。", "place": "东岳大街10号", "gridCode": "G-7", "externalNo": "WX-1",
    }  # fmt: skip
    assert (case["channel"], case["kind"], case["urgency"], case["secrecy"]) == (
        "WECHAT", "HELP_REQUEST", "URGENT", "PRIVACY",
    )  # fmt: skip
    assert (case["publicSafety"], case["enterprise"]) == (True, True)
    assert (case["category"], case["district"]) == ({"code": "010101"}, {"code": "370902"})
    assert case["priorCase"] == {"id": earlier}
    assert case["attachments"] == [{"id": attached}]
    assert case["reporter"]["identityMode"] == "REAL_NAME"
    assert case["reporter"]["company"] == "某公司"


async def test_the_same_external_number_is_the_same_case(desk: Desk) -> None:
    # given a registered appeal of a channel
    first = await desk.do(Verb.REGISTER_CASE, "operator", extra="accessCode", **FULL)
    # when the channel's number comes again
    again = await desk.do(Verb.REGISTER_CASE, "operator", extra="accessCode", **(FULL | {"title": "又来"}))
    # then it is the case that is there, and the access code is not told again
    assert again["case"]["id"] == first["case"]["id"]
    assert again["accessCode"] is None


async def test_a_report_is_confidential_whatever_was_asked(desk: Desk) -> None:
    done = await desk.do(
        Verb.REGISTER_CASE, "operator", extra="case { secrecy }", channel="PHONE", kind="REPORT", title="举报",
        content="违法建设", district="370902", secrecy="NORMAL",
    )  # fmt: skip
    assert done["case"]["secrecy"] == "REPORTER_CONFIDENTIAL"


@pytest.mark.parametrize(
    ("wrong", "code", "field", "message"),
    [
        ({"title": "  "}, "REQUIRED", ["input", "title"], "必须填写。"),
        ({"title": "长" * 201}, "TOO_LONG", ["input", "title"], "不能超过 200 个字符。"),
        ({"content": "长" * 20_001}, "TOO_LONG", ["input", "content"], "不能超过 20000 个字符。"),
        ({"district": "999999"}, "UNKNOWN_CODE", ["input", "district"], "“999999”不是“district”的有效代码。"),
        ({"category": "xx"}, "UNKNOWN_CODE", ["input", "category"], "“xx”不是“category”的有效代码。"),
        ({"priorCaseId": "nonsense"}, "NOT_FOUND", ["input", "priorCaseId"], "未找到该对象。"),
        ({"attachments": ["x"]}, "NOT_FOUND", ["input", "attachments", "0"], "未找到该对象。"),
        ({"attachments": ["x"] * 21}, "TOO_MANY", ["input", "attachments"], "最多 20 项。"),
    ],
)
async def test_what_cannot_be_registered_is_refused_at_its_field(
    desk: Desk, wrong: dict[str, Any], code: str, field: list[str], message: str
) -> None:
    error = await desk.refused(Verb.REGISTER_CASE, "operator", **(FULL | wrong))
    assert (error["code"], error["field"], error["message"]) == (code, field, message)


async def test_a_case_outside_one_s_district_is_not_registered(desk: Desk) -> None:
    error = await desk.refused(Verb.REGISTER_CASE, "auditor", "en", **FULL)
    assert (error["code"], error["message"]) == ("NOT_ALLOWED", 'You are not allowed to perform "Register a case".')


async def test_what_is_missing_is_asked_for_and_supplied(desk: Desk) -> None:
    # given a case without a place
    case = await desk.registered(place=None, reporter=None)
    # when it is asked for and the reporter supplies it, with name and a picture
    asked = await desk.do(
        Verb.REQUEST_INFORMATION, "operator", extra="case { informationRequests { missing { code } } }", caseId=case,
        missing=["place", "name"],
    )  # fmt: skip
    attached = await desk.attachment()
    supplied = await desk.do(
        Verb.SUPPLY_INFORMATION, "operator", caseId=case, place="泰山大街2号", content="三号楼电梯停运。",
        reporter={"name": "王五"}, attachments=[attached],
        extra="case { content place reporter { identityMode } attachments { id } }",
    )  # fmt: skip
    # then the case waited and is received again
    assert asked["case"]["state"] == "NEEDS_INFORMATION"
    assert asked["case"]["informationRequests"] == [{"missing": [{"code": "place"}, {"code": "name"}]}]
    assert (supplied["case"]["state"], supplied["case"]["version"]) == ("RECEIVED", 3)
    assert (supplied["case"]["place"], supplied["case"]["reporter"]) == ("泰山大街2号", {"identityMode": "REAL_NAME"})
    assert supplied["case"]["content"].endswith("三号楼电梯停运。")
    assert supplied["case"]["attachments"] == [{"id": attached}]


async def test_nothing_asked_for_and_nothing_supplied_are_refused(desk: Desk) -> None:
    case = await desk.registered()
    nothing = await desk.refused(Verb.REQUEST_INFORMATION, "operator", caseId=case, missing=[])
    unknown = await desk.refused(Verb.REQUEST_INFORMATION, "operator", caseId=case, missing=["mood"])
    await desk.do(Verb.REQUEST_INFORMATION, "operator", caseId=case, missing=["place"])
    empty = await desk.refused(Verb.SUPPLY_INFORMATION, "operator", caseId=case)
    assert (nothing["code"], nothing["field"]) == ("REQUIRED", ["input", "missing"])
    assert (unknown["code"], unknown["field"]) == ("UNKNOWN_CODE", ["input", "missing"])
    assert (empty["code"], empty["field"]) == ("REQUIRED", ["input"])


async def test_a_question_is_answered_on_the_spot(desk: Desk) -> None:
    case = await desk.registered(kind="CONSULTATION")
    done = await desk.do(
        Verb.ANSWER_CASE, "operator", caseId=case, reply="请携带身份证办理。", knowledgeEntries=["K-1"],
        extra="case { triages { exit { code } told } }",
    )  # fmt: skip
    assert (done["case"]["state"], done["case"]["outcome"]) == ("ANSWERED", {"code": "ANSWERED"})
    assert done["case"]["triages"] == [{"exit": {"code": "ANSWERED"}, "told": "请携带身份证办理。"}]
    assert await desk.api.office.pool.fetchval("SELECT knowledge_entries FROM triage") == ["K-1"]


async def test_an_answered_case_is_not_answered_again(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.ANSWER_CASE, "operator", caseId=case, reply="已答复。")
    chinese = await desk.refused(Verb.ANSWER_CASE, "operator", caseId=case, reply="再答复。")
    english = await desk.refused(Verb.ANSWER_CASE, "operator", "en", caseId=case, reply="再答复。")
    assert (chinese["code"], chinese["field"]) == ("NOT_IN_STATE", None)
    assert chinese["message"] == "当前状态为“直接答复”，不能执行“直接答复”。"
    assert english["message"] == '"Answer the case" is not possible in the state "answered".'
