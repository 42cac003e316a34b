"""Every mutation of the desk, in the order of a day's work; and how each is refused."""

from typing import Any

import pytest

from core.cases.verbs import Verb
from schema.relay.ids import encode
from tests.plugins.enterprise_desk.desk import CLERK, CODE, HELPER, LEAD
from tests.plugins.enterprise_desk.schema.conftest import Front

ENTERPRISE = {"creditCode": CODE, "name": "泰山区某机械厂", "industry": "C", "size": "SMALL", "district": "370902"}


async def as_unit(front: Front, unit: str, mutation: str, fields: str, **input: Any) -> Any:
    """A mutation by somebody of that unit."""
    kind = mutation[0].upper() + mutation[1:]
    front.desk.move_on()
    context = front.api.context("unit_liaison")
    context.viewer = front.desk.at(unit)
    document = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {fields} userErrors {{ code }} }} }}"
    payload = (await front.api.data(document, context=context, input=input))[mutation]
    assert payload["userErrors"] == []
    return payload


async def test_an_enterprise_is_registered_changed_and_identified(front: Front) -> None:
    contact = {"contactName": "张三", "contactPhone": "13805380009"}
    made = await front.act("registerEnterprise", "enterprise { id version contactName }", **ENTERPRISE, **contact)
    assert made["enterprise"] | {"id": None} == {"id": None, "version": 1, "contactName": "张**"}

    changed = await front.act(
        "changeEnterprise",
        "enterprise { version size { label } }",
        enterpriseId=made["enterprise"]["id"],
        expectedVersion=1,
        size="MEDIUM",
    )
    assert changed["enterprise"] == {"version": 2, "size": {"label": "中型企业"}}

    case_id = encode("case", await front.desk.case())
    identified = await front.act(
        "identifyEnterprise",
        "case { version enterpriseProfile { creditCode profileVersion origin { code } enterprise { name } } }",
        caseId=case_id,
        expectedVersion=1,
        creditCode=CODE,
    )
    assert identified["case"] == {
        "version": 2,
        "enterpriseProfile": {
            "creditCode": CODE,
            "profileVersion": 2,
            "origin": {"code": "DESK"},
            "enterprise": {"name": "泰山区某机械厂"},
        },
    }


async def test_an_enterprise_is_told_how_its_case_stands(front: Front) -> None:
    case_id = await front.desk.case()
    await front.desk.dispatched(case_id)
    await front.desk.plugged.effects()

    done = await front.act(
        "recordEnterpriseFeedback",
        "case { enterpriseFeedbacks { method { label } told } deadlines { kind { code label } state } }",
        caseId=encode("case", case_id),
        method="PHONE",
        told="已派泰山区办理",
    )

    assert done["case"]["enterpriseFeedbacks"] == [{"method": {"label": "电话联系"}, "told": "已派泰山区办理"}]
    clocks = {one["kind"]["code"]: (one["kind"]["label"], one["state"]) for one in done["case"]["deadlines"]}
    assert clocks["ENTERPRISE_FEEDBACK"] == ("向企业反馈", "MET")


async def test_a_measure_is_added_revised_and_withdrawn(front: Front) -> None:
    terms = {
        "title": "稳岗补贴",
        "issuingUnitId": front.unit("ta-housing"),
        "basis": "泰政办发〔2026〕1号",
        "benefit": "按参保人数",
        "validFrom": "2026-01-01",
    }
    added = await front.act("addEnterpriseMeasure", "measure { id version validTo industries { code } }", **terms)
    assert added["measure"] | {"id": None} == {"id": None, "version": 1, "validTo": None, "industries": []}

    id_ = added["measure"]["id"]
    revised = await front.act(
        "reviseEnterpriseMeasure",
        "measure { version industries { code } sizes { code } districts }",
        measureId=id_,
        expectedVersion=1,
        **terms,
        industries=["C"],
        sizes=["MICRO"],
        districts=["370902"],
    )
    assert revised["measure"] == {
        "version": 2,
        "industries": [{"code": "C"}],
        "sizes": [{"code": "MICRO"}],
        "districts": ["370902"],
    }

    withdrawn = await front.act("withdrawEnterpriseMeasure", "measure { withdrawnAt }", measureId=id_)
    assert withdrawn["measure"]["withdrawnAt"] is not None


async def test_departments_confer_and_conclude(front: Front) -> None:
    case_id = await front.desk.case()
    await front.desk.dispatched(case_id, HELPER)
    lead, helper = front.unit(LEAD), front.unit(HELPER)
    fields = """case { enterpriseCoordinations { id version state { code } lead { code }
        participants { leads unit { code } } tasks { id content outcome { label } result }
        opinions { position { code } words } outcome { code } conclusion } }"""

    opened = await front.act(
        "openEnterpriseCoordination",
        fields,
        caseId=encode("case", case_id),
        leadUnitId=lead,
        unitIds=[helper],
        matter="土地与消防如何并联",
    )
    (one,) = opened["case"]["enterpriseCoordinations"]
    assert one["participants"] == [
        {"leads": True, "unit": {"code": LEAD}},
        {"leads": False, "unit": {"code": HELPER}},
    ]

    given = await as_unit(
        front,
        LEAD,
        "giveEnterpriseTask",
        fields,
        coordinationId=one["id"],
        expectedVersion=1,
        unitId=helper,
        content="核实验收",
    )
    (one,) = given["case"]["enterpriseCoordinations"]
    (task,) = one["tasks"]
    assert (one["version"], task["content"], task["outcome"]) == (2, "核实验收", None)

    done = await as_unit(
        front, HELPER, "completeEnterpriseTask", fields, taskId=task["id"], outcome="DONE", result="已核实"
    )
    (task,) = done["case"]["enterpriseCoordinations"][0]["tasks"]
    assert (task["outcome"], task["result"]) == ({"label": "已完成"}, "已核实")

    said = await as_unit(
        front,
        HELPER,
        "giveEnterpriseOpinion",
        fields,
        coordinationId=one["id"],
        unitId=helper,
        position="AGREE",
        opinion="同意并联",
    )
    assert said["case"]["enterpriseCoordinations"][0]["opinions"] == [
        {"position": {"code": "AGREE"}, "words": "同意并联"}
    ]

    handed = await front.act("handOverEnterpriseCoordination", fields, coordinationId=one["id"], leadUnitId=helper)
    assert handed["case"]["enterpriseCoordinations"][0]["lead"] == {"code": HELPER}

    concluded = await as_unit(
        front,
        HELPER,
        "concludeEnterpriseCoordination",
        fields,
        coordinationId=one["id"],
        outcome="AGREED",
        conclusion="五日内并联办结",
    )
    (one,) = concluded["case"]["enterpriseCoordinations"]
    assert (one["state"]["code"], one["outcome"]["code"], one["conclusion"]) == (
        "CONCLUDED",
        "AGREED",
        "五日内并联办结",
    )


async def test_a_closed_case_is_visited(front: Front) -> None:
    case_id = await front.desk.case()
    await front.desk.closed(case_id)
    planned = await front.case(case_id, "enterpriseFollowUps { id result { code } }")

    done = await front.act(
        "recordEnterpriseFollowUp",
        "case { enterpriseFollowUps { method { code } result { label } note visitedAt } }",
        followUpId=planned["enterpriseFollowUps"][0]["id"],
        visitedAt="2026-11-16T10:09:00+08:00",
        method="ON_SITE",
        result="SETTLED",
        note="已整改",
    )

    assert done["case"]["enterpriseFollowUps"] == [
        {
            "method": {"code": "ON_SITE"},
            "result": {"label": "问题已解决"},
            "note": "已整改",
            "visitedAt": "2026-11-16T10:09:00.000+08:00",
        }
    ]


class TestRefusals:
    async def test_name_the_plugin_and_the_article(self, front: Front) -> None:
        found = await front.refusal("registerEnterprise", **{**ENTERPRISE, "creditCode": "91350100M000100Y44"})

        assert found == ("ENTERPRISE_DESK_CODE_CHECK_FAILED", ["input", "creditCode"], "enterprise_desk")

    async def test_of_a_veto_name_the_plugin(self, front: Front) -> None:
        case_id = await front.desk.case()
        part = await front.desk.in_review(case_id, HELPER)
        await front.desk.coordination(case_id)

        found = await front.refusal("approveFeedback", "reviewer", assignmentId=encode("assignment", part))

        assert found == ("ENTERPRISE_DESK_COORDINATION_IS_OPEN", None, "enterprise_desk")

    async def test_are_told_beforehand(self, front: Front) -> None:
        case_id = await front.desk.case()
        await front.desk.in_review(case_id, HELPER)
        await front.desk.coordination(case_id)

        document = """query ($id: ID!) { case(by: {id: $id}) { assignments {
            role allowedActions { verb { code } allowed reason } } } }"""
        found = await front.api.data(document, "reviewer", id=encode("case", case_id))
        lead = next(one for one in found["case"]["assignments"] if one["role"] == "LEAD")
        action = next(one for one in lead["allowedActions"] if one["verb"]["code"] == Verb.APPROVE_FEEDBACK)
        assert action["allowed"] is False

    @pytest.mark.parametrize(
        ("mutation", "input", "field"),
        [
            ("changeEnterprise", {"enterpriseId": "x"}, "enterpriseId"),
            ("identifyEnterprise", {"caseId": "x", "creditCode": CODE}, "caseId"),
            ("recordEnterpriseFeedback", {"caseId": "x", "method": "PHONE", "told": "x"}, "caseId"),
            ("withdrawEnterpriseMeasure", {"measureId": "x"}, "measureId"),
            ("completeEnterpriseTask", {"taskId": "x", "outcome": "DONE", "result": "x"}, "taskId"),
            (
                "concludeEnterpriseCoordination",
                {"coordinationId": "x", "outcome": "AGREED", "conclusion": "x"},
                "coordinationId",
            ),
            (
                "recordEnterpriseFollowUp",
                {"followUpId": "x", "visitedAt": "2026-11-16T10:00:00+08:00", "method": "PHONE", "result": "SETTLED"},
                "followUpId",
            ),
        ],
    )
    async def test_of_an_id_that_is_none(self, front: Front, mutation: str, input: Any, field: str) -> None:
        assert await front.refusal(mutation, **input) == ("NOT_FOUND", ["input", field], None)

    async def test_where_the_desk_is_off_everywhere(self, front: Front) -> None:
        await front.desk.plugged.switch("enterprise_desk", [])
        document = (
            "mutation ($input: RegisterEnterpriseInput!) { registerEnterprise(input: $input) { enterprise { id } } }"
        )

        assert await front.api.refusal(document, CLERK, input=ENTERPRISE) == "PLUGIN_DISABLED"

    async def test_in_another_district_than_where_it_is_on(self, front: Front) -> None:
        await front.desk.plugged.switch("enterprise_desk", ["370911"])

        assert (await front.refusal("registerEnterprise", **ENTERPRISE))[0] == "PLUGIN_DISABLED"

    async def test_a_repeated_key_is_done_once(self, front: Front) -> None:
        first = await front.act("registerEnterprise", "enterprise { id }", **ENTERPRISE, idempotencyKey="k-1")
        again = await front.act("registerEnterprise", "enterprise { id }", **ENTERPRISE, idempotencyKey="k-1")

        assert first == again
