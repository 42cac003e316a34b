"""The desk through the API: what people ask and do there, and where it is on."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from plugins.legal_desk.commands.add_template import add_template
from plugins.legal_desk.commands.declare_conflict import record_conflict
from plugins.legal_desk.inputs import AddTemplate, ConflictParty, RecordConflict
from plugins.legal_desk.states import PartyKind
from schema.relay.ids import encode
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau
from tests.schema.conftest import Api

ERRORS = "userErrors { code field plugin message }"
CONSULTATION = "consultation { id version state lawyer { id } } case { id }"


@pytest.fixture
def api(plugged_api: Api) -> Api:
    """The desk's fields among the core's."""
    return plugged_api


async def mutate(api: Api, name: str, role: str, fields: str = CONSULTATION, /, **input: Any) -> dict[str, Any]:
    """The payload of a mutation of the desk, done or refused."""
    document = (
        f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {fields} {ERRORS} }} }}"
    )
    payload: dict[str, Any] = (await api.data(document, role, input=input))[name]
    return payload


async def done(api: Api, name: str, role: str, fields: str = CONSULTATION, /, **input: Any) -> dict[str, Any]:
    payload = await mutate(api, name, role, fields, **input)
    assert payload["userErrors"] == []
    return payload


async def test_a_consultation_from_referral_to_advice(api: Api, bureau: Bureau) -> None:
    case = encode("case", await bureau.case())
    lawyer = encode("account", bureau.lawyer.id)
    await done(
        api, "addLegalRosterEntry", "city_lead", "entry { begins ends capacity weekdays lawyer { id } }", lawyerId=lawyer,
        district=CITY, first="2026-11-01", begins="08:30", ends="17:30", capacity=3,
    )  # fmt: skip
    template = await done(
        api, "addLegalTemplate", "city_lead", "template { id version }", district=CITY, name="通用",
        body="{advice}\n{provisions}",
    )  # fmt: skip

    referred = await done(
        api, "referToLegalDesk", "operator", caseId=case, reason="DISPUTE", matter="LABOUR", question="能否要求赔偿？",
        opponents=["某公司"], expectedVersion=1,
    )  # fmt: skip
    id_ = referred["consultation"]["id"]
    given = await done(api, "assignNextLegalConsultation", "legal_desk", district=CITY)
    await done(api, "releaseLegalConsultation", "legal_desk", consultationId=id_, reason="SHIFT_END")
    await done(api, "takeLegalConsultation", "legal_desk", consultationId=id_, expectedVersion=3)
    await done(api, "nameLegalParty", "legal_desk", consultationId=id_, side="THIRD_PARTY", name="王五")
    await done(
        api, "screenLegalAid", "legal_desk", consultationId=id_, matter="LABOUR_RELATION", means="MIGRANT_WORKER",
        belongsHere=True,
    )  # fmt: skip
    await done(
        api, "giveLegalOpinion", "legal_desk", consultationId=id_, templateId=template["template"]["id"],
        values=[{"name": "advice", "value": "申请仲裁"}],
        provisions=[{"law": "劳动合同法", "article": "第三十条", "quotation": "按时足额支付。"}],
    )  # fmt: skip
    closed = await done(
        api,
        "closeLegalConsultation",
        "legal_desk",
        consultationId=id_,
        outcome="ADVISED",
        told="已告知。",
        method="PHONE",
    )

    assert given["consultation"] == {"id": id_, "version": 2, "state": "ASSIGNED", "lawyer": {"id": lawyer}}
    assert (closed["consultation"]["state"], closed["consultation"]["version"], closed["case"]) == (
        "CLOSED", 8, {"id": case},
    )  # fmt: skip
    found = await api.data(WHOLE, "legal_desk", id=case)
    assert found["case"]["legalReferral"] == {
        "state": "CLOSED", "source": "REFERRED", "reason": {"label": "民事纠纷"}, "question": "能否要求赔偿？",
        "deadline": {"kind": {"code": "LEGAL_CONSULTATION", "label": "法律咨询"}, "state": "MET"},
        "outcome": {"code": "ADVISED"},
        "opinions": [
            {
                "number": 1, "content": "申请仲裁\n1. 《劳动合同法》第三十条：按时足额支付。", "template": {"name": "通用"},
                "provisions": [{"law": "劳动合同法", "article": "第三十条", "quotation": "按时足额支付。"}],
            }
        ],
        "advice": {"told": "已告知。", "method": {"code": "PHONE"}, "answeredCase": False},
        "aidScreenings": [
            {"result": "ELIGIBLE", "grounds": [{"code": "MATTER_COVERED"}, {"code": "MEANS_NOT_CHECKED"}], "note": None}
        ],
        "parties": [
            {"side": {"code": "OPPONENT"}, "name": "某公司", "maskedName": "某**"},
            {"side": {"code": "THIRD_PARTY"}, "name": "王五", "maskedName": "王**"},
        ],
    }  # fmt: skip


WHOLE = """query($id: ID!) { case(by: { id: $id }) { legalReferral {
  state source reason { label } question deadline { kind { code label } state } outcome { code }
  opinions { number content template { name } provisions { law article quotation } }
  advice { told method { code } answeredCase }
  aidScreenings { result grounds { code } note }
  parties { side { code } name maskedName }
} } }"""


async def test_return_assignment_and_the_keeping_of_roster_templates_and_conflicts(api: Api, bureau: Bureau) -> None:
    id_ = encode("legal_consultation", await bureau.referred())
    entry = encode("legal_roster_entry", await bureau.on_duty(bureau.lawyer))
    lawyer = encode("account", bureau.lawyer.id)
    words = "{advice}{provisions}"

    assigned = await done(api, "assignLegalConsultation", "city_lead", consultationId=id_, lawyerId=lawyer)
    returned = await done(
        api, "returnLegalConsultation", "legal_desk", consultationId=id_, reason="UNIT_COMPETENT", note="请派单。"
    )
    ended = await done(
        api, "endLegalRosterEntry", "city_lead", "entry { endedAt version }", entryId=entry, expectedVersion=1
    )
    added = await done(api, "addLegalTemplate", "city_lead", "template { id }", district=CITY, name="甲", body=words)
    template = added["template"]["id"]
    revised = await done(
        api, "reviseLegalTemplate", "city_lead", "template { name version }", templateId=template, name="乙", body=words
    )
    retired = await done(api, "retireLegalTemplate", "city_lead", "template { retiredAt }", templateId=template)
    party = {"kind": "PHONE", "text": "13805387777", "district": CITY}
    declared = await done(
        api, "declareLegalConflict", "legal_desk", "conflict { id party partyKind case { id } }", ground="EMPLOYED",
        party=party,
    )  # fmt: skip
    recorded = await done(
        api, "recordLegalConflict", "city_lead", "conflict { case { id } lawyer { id } }", ground="EMPLOYED",
        lawyerId=lawyer, caseId=returned["case"]["id"],
    )  # fmt: skip
    lifted = await done(
        api, "liftLegalConflict", "city_lead", "conflict { liftedAt liftReason }",
        conflictId=declared["conflict"]["id"], reason="已终止",
    )  # fmt: skip

    assert assigned["consultation"]["lawyer"] == {"id": lawyer}
    assert returned["consultation"]["state"] == "RETURNED"
    assert ended["entry"]["version"] == 2
    assert revised["template"] == {"name": "乙", "version": 2}
    assert retired["template"]["retiredAt"]
    assert (declared["conflict"]["party"], declared["conflict"]["partyKind"]) == ("138****7777", "PHONE")
    assert recorded["conflict"] == {"case": {"id": returned["case"]["id"]}, "lawyer": {"id": lawyer}}
    assert lifted["conflict"]["liftReason"] == "已终止"


async def test_a_refusal_tells_code_field_and_plug_in(api: Api, bureau: Bureau) -> None:
    id_ = encode("legal_consultation", await bureau.taken())

    payload = await mutate(api, "giveLegalOpinion", "legal_desk", consultationId=id_, text="可以。", provisions=[])

    assert payload == {
        "consultation": None, "case": None,
        "userErrors": [
            {
                "code": "LEGAL_DESK_PROVISION_REQUIRED", "field": ["input", "provisions"], "plugin": "legal_desk",
                "message": "法律意见至少须引用一条法律规定。",
            }
        ],
    }  # fmt: skip


async def test_a_veto_is_told_in_words(api: Api, bureau: Bureau) -> None:
    case_id = await bureau.case()
    await bureau.referred(case_id)
    document = "mutation($input: AnswerCaseInput!) { answerCase(input: $input) { userErrors { code plugin message } } }"

    found = await api.data(document, "operator", input={"caseId": encode("case", case_id), "reply": "已解答。"})

    assert found["answerCase"]["userErrors"] == [
        {
            "code": "LEGAL_DESK_OPEN_CONSULTATION", "plugin": "legal_desk",
            "message": "法律咨询尚未办结或退回，不能执行“直接答复”。",
        }
    ]  # fmt: skip


async def test_a_repeated_call_with_its_key_is_done_once(api: Api, bureau: Bureau) -> None:
    case = encode("case", await bureau.case())
    given: dict[str, Any] = {
        "caseId": case, "reason": "DISPUTE", "matter": "LABOUR", "question": "如何维权？", "idempotencyKey": "k1",
    }  # fmt: skip

    first, second = [await done(api, "referToLegalDesk", "operator", **given) for _ in range(2)]

    assert first == second
    assert await bureau.office.pool.fetchval("SELECT count(*) FROM legal_desk_consultation") == 1


LIST = "query($f: LegalConsultationFilter) { legalConsultations(filter: $f) { totalCount nodes { id } } }"


async def test_the_queue_is_filtered_and_in_order(api: Api, bureau: Bureau) -> None:
    waiting = encode("legal_consultation", await bureau.referred(matter="LAND"))
    county = encode("legal_consultation", await bureau.referred(await bureau.case(district=TAISHAN)))
    taken = encode("legal_consultation", await bureau.taken())
    lawyer = encode("account", bureau.lawyer.id)

    async def found(**filter: Any) -> list[str]:
        answer = (await api.data(LIST, "legal_desk", f=filter))["legalConsultations"]
        assert answer["totalCount"] == len(answer["nodes"])
        return [node["id"] for node in answer["nodes"]]

    assert await found() == [waiting, county, taken]
    assert await found(state=["WAITING"]) == [waiting, county]
    assert await found(district=TAISHAN) == [county]
    assert await found(matter="LAND") == [waiting]
    assert await found(lawyerId=lawyer) == await found(mine=True) == [taken]
    assert await found(state=["CLOSED"]) == []


@pytest.mark.parametrize(
    ("role", "sees", "reads"),
    [
        ("operator", True, True),
        ("reviewer", True, False),
        ("legal_desk", True, True),
        ("unit_liaison", False, False),
        ("enterprise_desk", False, False),
        ("administrator", False, False),
    ],
)
async def test_who_sees_a_consultation_and_who_reads_it(
    api: Api, bureau: Bureau, role: str, sees: bool, reads: bool
) -> None:
    await bureau.advised()
    document = "{ legalConsultations { nodes { question opinions { content } } } }"

    nodes = (await api.data(document, role))["legalConsultations"]["nodes"]

    expected = {"question": "能否要求支付赔偿金？", "opinions": [{"content": "公司应当支付。"}]}
    hidden = {"question": None, "opinions": [{"content": None}]}
    assert nodes == ([expected if reads else hidden] if sees else [])


DUTY = "query($d: String!) { lawyersOnDuty(district: $d) { lawyer { name } open capacity free until } }"


async def test_who_is_on_duty_now(api: Api, bureau: Bureau) -> None:
    await bureau.on_duty(bureau.lawyer, 1)
    nobody = await api.data(DUTY, "unit_liaison", d=CITY)
    await bureau.taken()

    found = (await api.data(DUTY, "operator", d=TAISHAN))["lawyersOnDuty"]

    assert nobody["lawyersOnDuty"] is None
    assert found == [
        {
            "lawyer": {"name": "演示·法律专席"}, "open": 1, "capacity": 200, "free": True,
            "until": "2026-11-17T00:00:00.000+08:00",
        }
    ]  # fmt: skip
    assert (await api.data(DUTY, "operator", d="999999"))["lawyersOnDuty"] is None


async def test_lists_of_what_is_kept(api: Api, bureau: Bureau) -> None:
    await bureau.on_duty(bureau.lawyer, begins="22:00", ends="06:00", weekdays=(5, 6))
    await bureau.do(add_template, bureau.lead, AddTemplate(district=CITY, name="甲", body="{advice}{provisions}"))
    party = ConflictParty(kind=PartyKind.NAME, text="王五", district=CITY)
    given = RecordConflict(ground="EMPLOYED", lawyer_id=bureau.lawyer.id, party=party)
    await bureau.do(record_conflict, bureau.lead, given)
    document = """{
      legalRoster { nodes { begins ends weekdays workingDaysOnly capacity district { code } } }
      legalTemplates { nodes { name } }
      legalConflicts { nodes { party ground { code } } } }"""

    found = await api.data(document, "legal_desk")

    assert found == {
        "legalRoster": {
            "nodes": [
                {
                    "begins": "22:00", "ends": "06:00", "weekdays": [5, 6], "workingDaysOnly": False, "capacity": 5,
                    "district": {"code": CITY},
                }
            ]
        },
        "legalTemplates": {"nodes": [{"name": "甲"}]},
        "legalConflicts": {"nodes": [{"party": "王**", "ground": {"code": "EMPLOYED"}}]},
    }  # fmt: skip
    assert (await api.data("{ legalConflicts { nodes { party } } }", "operator"))["legalConflicts"]["nodes"] == []


class TestSwitches:
    """On, off, and on elsewhere: for the case's fields, root fields, mutations, node and the subscription."""

    FIELD = "query($id: ID!) { case(by: { id: $id }) { id legalReferral { id } legalReferrals { id } } }"

    async def test_on(self, api: Api, bureau: Bureau) -> None:
        case_id = await bureau.case()
        consultation = {"id": encode("legal_consultation", await bureau.referred(case_id))}

        found = await api.data(self.FIELD, id=encode("case", case_id))

        assert found["case"] | {"id": ""} == {
            "id": "", "legalReferral": consultation, "legalReferrals": [consultation],
        }  # fmt: skip

    async def test_off_everywhere(self, api: Api, bureau: Bureau) -> None:
        case_id = await bureau.case()
        consultation = encode("legal_consultation", await bureau.referred(case_id))
        await bureau.office.switch("legal_desk", [])

        found = await api.data(self.FIELD, id=encode("case", case_id))
        node = await api.data("query($id: ID!) { node(id: $id) { id } }", id=consultation)

        assert found["case"] == {"id": encode("case", case_id), "legalReferral": None, "legalReferrals": None}
        assert node["node"] is None
        roots = [
            LIST,
            "{ legalTemplates { totalCount } }",
            "{ legalRoster { totalCount } }",
            "{ legalConflicts { totalCount } }",
        ]
        for document in roots:
            assert await api.refusal(document, "legal_desk") == "PLUGIN_DISABLED"
        assert await api.refusal(DUTY, "operator", d=CITY) == "PLUGIN_DISABLED"
        assert await api.refusal(TAKE, "legal_desk", id=consultation) == "PLUGIN_DISABLED"

    async def test_on_elsewhere(self, api: Api, bureau: Bureau) -> None:
        here, there = await bureau.case(), await bureau.case(district=TAISHAN)
        ids = {case: encode("legal_consultation", await bureau.referred(case)) for case in (here, there)}
        await bureau.office.switch("legal_desk", [TAISHAN])

        hidden = await api.data(self.FIELD, id=encode("case", here))
        shown = await api.data(self.FIELD, id=encode("case", there))
        listed = await api.data(LIST, "legal_desk", f={})
        node = await api.data("query($id: ID!) { node(id: $id) { id } }", "legal_desk", id=ids[here])
        taken = await api.data(TAKE, "legal_desk", id=ids[here])

        assert hidden["case"]["legalReferral"] is None
        assert shown["case"]["legalReferral"] == {"id": ids[there]}
        assert listed["legalConsultations"] == {"totalCount": 1, "nodes": [{"id": ids[there]}]}
        assert node["node"] is None
        assert [one["code"] for one in taken["takeLegalConsultation"]["userErrors"]] == ["PLUGIN_DISABLED"]
        assert await api.refusal(DUTY, "operator", d=CITY) == "PLUGIN_DISABLED"


TAKE = """mutation($id: ID!) { takeLegalConsultation(input: { consultationId: $id }) { userErrors { code } } }"""
FOLLOW = "subscription($d: String) { legalQueueChanges(district: $d) { total consultations { state } } }"


async def follow(api: Api, viewer: Viewer | None = None, **variables: Any) -> AsyncIterator[ExecutionResult]:
    context = api.context("legal_desk")
    if viewer is not None:
        context.viewer = viewer
    stream = await api.schema.subscribe(FOLLOW, variable_values=variables, context_value=context)
    assert not isinstance(stream, ExecutionResult), stream
    async for event in stream:
        assert isinstance(event, ExecutionResult)
        yield event


async def test_the_queue_is_told_at_once_and_whenever_it_changes(api: Api, bureau: Bureau) -> None:
    await bureau.referred(await bureau.case(district=TAISHAN))
    stream = follow(api, d=CITY)

    first = await anext(stream)
    consultation_id = await bureau.taken()
    second = await anext(stream)

    assert first.data == {"legalQueueChanges": {"total": 1, "consultations": [{"state": "WAITING"}]}}
    assert second.data is not None
    assert second.data["legalQueueChanges"]["total"] == 2
    assert (await bureau.consultation(consultation_id))["state"] == "ASSIGNED"
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_queue_that_is_switched_off_is_told_no_more(api: Api, bureau: Bureau) -> None:
    await bureau.referred()
    stream = follow(api)
    await anext(stream)
    await bureau.office.switch("legal_desk", [])

    event = await anext(stream)

    assert event.errors
    assert (event.errors[0].extensions or {})["code"] == "PLUGIN_DISABLED"
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_what_the_desk_holds_back_is_told_beforehand_and_its_deadline_is_explained(
    api: Api, bureau: Bureau
) -> None:
    case_id = await bureau.case()
    await bureau.referred(case_id)
    document = """query($id: ID!) { case(by: { id: $id }) {
      allowedActions { verb { code } allowed reasonCode }
      legalReferral { deadline { rule explanation { step text } } } } }"""

    case = (await api.data(document, id=encode("case", case_id)))["case"]

    held = {one["verb"]["code"]: one["reasonCode"] for one in case["allowedActions"] if not one["allowed"]}
    assert held["answerCase"] == "LEGAL_DESK_OPEN_CONSULTATION"
    assert "withdrawCase" not in held
    deadline = case["legalReferral"]["deadline"]
    assert deadline["rule"] == "legal_desk/LEGAL_CONSULTATION/reply_working_days"
    assert "DUE" in {line["step"] for line in deadline["explanation"]}
