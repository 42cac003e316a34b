"""A refusal names the place in the input, and tells nothing about what the caller may not see."""

from typing import Any

import pytest

from core.cases.verbs import Verb
from core.ids import new_id
from schema.relay.ids import encode
from tests.schema.support.desk import Desk

NOWHERE = new_id()
GIVEN = {
    "channel": "WECHAT",
    "kind": "HELP_REQUEST",
    "title": "路灯不亮",
    "content": "路灯不亮。",
    "district": "370900",
}


def place(error: dict[str, Any]) -> tuple[str, list[str]]:
    return error["code"], error["field"]


async def test_a_case_that_is_absent_and_one_that_is_hidden_are_refused_alike(desk: Desk) -> None:
    hidden = await desk.registered()
    absent = encode("case", NOWHERE)
    told = [
        await desk.refused(Verb.WITHDRAW_CASE, "intake_adapter", caseId=id_, reason="误报", **UNATTENDED)
        for id_ in (hidden, absent, "nonsense")
    ]
    assert place(told[0]) == ("NOT_FOUND", ["input", "caseId"])
    assert told[0] == told[1] == told[2]


async def test_an_assignment_that_is_absent_and_one_that_is_hidden_are_refused_alike(desk: Desk) -> None:
    _, parts = await desk.dispatched(("ta-citymgmt", "LEAD"))
    absent = encode("assignment", NOWHERE)
    told = [
        await desk.refused(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=id_)
        for id_ in (parts["ta-citymgmt"], absent, "nonsense")
    ]
    assert place(told[0]) == ("NOT_FOUND", ["input", "assignmentId"])
    assert told[0] == told[1] == told[2]


async def test_the_part_of_another_unit_on_a_shared_case_is_not_found(desk: Desk) -> None:
    # given a case on which the liaison officer's unit and another one work
    _, parts = await desk.dispatched(("ta-housing", "LEAD"), ("ta-citymgmt", "CO_HANDLER"))
    # when the officer acts on the other's part, then it is as absent as it is in reads
    told = await desk.refused(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts["ta-citymgmt"])
    read = await desk.api.data("query($id: ID!) { node(id: $id) { id } }", "unit_liaison", id=parts["ta-citymgmt"])
    assert (place(told), read) == (("NOT_FOUND", ["input", "assignmentId"]), {"node": None})
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=parts["ta-housing"])


@pytest.mark.parametrize("name", ["name", "phone", "identityNo", "address", "email", "company"])
@pytest.mark.parametrize("verb", [Verb.REGISTER_CASE, Verb.SUPPLY_INFORMATION])
async def test_a_text_about_the_reporter_that_is_too_long_is_named(desk: Desk, verb: Verb, name: str) -> None:
    asked: dict[str, Any] = dict(GIVEN)
    if verb is Verb.SUPPLY_INFORMATION:
        asked = {"caseId": await desk.registered()}
        await desk.do(Verb.REQUEST_INFORMATION, "operator", missing=["name"], **asked)
    told = await desk.refused(verb, "operator", reporter={name: "1" * 201}, **asked)
    assert place(told) == ("TOO_LONG", ["input", "reporter", name])


async def test_a_company_that_is_supplied_is_kept(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.REQUEST_INFORMATION, "operator", caseId=case, missing=["name"])
    done = await desk.do(
        Verb.SUPPLY_INFORMATION, "operator", caseId=case, reporter={"company": "泰山机械"},
        extra="case { reporter { company } events { body } }",
    )  # fmt: skip
    assert done["case"]["reporter"] == {"company": "泰山机械"}
    assert done["case"]["events"][-1]["body"]["fields"] == ["company"]


async def test_a_channel_s_number_gives_its_case_to_whoever_sees_it_and_tells_others_nothing(desk: Desk) -> None:
    # given a case that the adapter has registered
    first = await desk.do(Verb.REGISTER_CASE, "intake_adapter", externalNo="WX-1", idempotencyKey="a", **GIVEN)
    # when it is registered again by the adapter, by an operator, and by somebody who does not see it
    again = await desk.do(Verb.REGISTER_CASE, "intake_adapter", externalNo=" WX-1 ", idempotencyKey="b", **GIVEN)
    operator = await desk.do(Verb.REGISTER_CASE, "operator", externalNo="WX-1", **GIVEN)
    stranger = await desk.refused(Verb.REGISTER_CASE, "outsourced_operator", "en", externalNo="WX-1", **GIVEN)
    # then two are given the case, and the third learns that the number is taken
    assert first["case"] == again["case"] == operator["case"]
    assert place(stranger) == ("DUPLICATE_EXTERNAL_NO", ["input", "externalNo"])
    assert stranger["message"] == "Somebody else has registered this number of this channel; check the number."


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (["K-1", "K" * 65], ("TOO_LONG", ["input", "knowledgeEntries", "1"])),
        (["K-1", " "], ("REQUIRED", ["input", "knowledgeEntries", "1"])),
        (["K"] * 21, ("TOO_MANY", ["input", "knowledgeEntries"])),
    ],
)
async def test_knowledge_that_cannot_be_meant_is_refused(
    desk: Desk, entries: list[str], told: tuple[str, list[str]]
) -> None:
    case = await desk.registered()
    error = await desk.refused(Verb.ANSWER_CASE, "operator", caseId=case, reply="已答复", knowledgeEntries=entries)
    assert place(error) == told


async def test_knowledge_named_twice_is_kept_once(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.ANSWER_CASE, "operator", caseId=case, reply="已答复", knowledgeEntries=["K-1", " K-1", "K-2"])
    assert await desk.api.office.pool.fetchval("SELECT knowledge_entries FROM triage") == ["K-1", "K-2"]


async def test_the_reason_for_more_time_is_a_code(desk: Desk) -> None:
    _, part = await desk.at_work()
    told = await desk.refused(
        Verb.REQUEST_EXTENSION, "unit_liaison", assignmentId=part, days=2, reason="因为忙", explanation="需订购配件。",
        citizenToldAt="2026-11-16T09:30:00+08:00",
    )  # fmt: skip
    assert (place(told), told["message"]) == (
        ("UNKNOWN_CODE", ["input", "reason"]), "“因为忙”不是“extension_reason”的有效代码。",
    )  # fmt: skip


UNATTENDED: dict[str, Any] = {"idempotencyKey": "k-1", "expectedVersion": 1}
"""What a service account must send along."""
