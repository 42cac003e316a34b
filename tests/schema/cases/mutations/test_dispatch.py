"""Dispatch: units are given their parts; a ruling decides where duty is unclear (Art. 14)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.cases.verbs import Verb
from tests.schema.support.desk import Desk
from tests.support.opened import opened

OTHER = "ta-citymgmt"


@pytest.fixture
async def precedents(desk: Desk) -> AsyncIterator[None]:
    """The catalogue belongs to the seed, so that a test takes its precedents out again."""
    yield
    await desk.api.office.pool.execute("DELETE FROM catalogue_entry WHERE source = 'adjudication'")


async def test_one_unit_leads_and_another_cooperates(desk: Desk) -> None:
    case = await desk.accepted()
    done = await desk.do(
        Verb.DISPATCH_CASE, "dispatcher", caseId=case, targets=[
            {"unitId": await desk.unit("ta-housing"), "role": "LEAD"},
            {"unitId": await desk.unit(OTHER), "role": "CO_HANDLER", "basis": "《办法》第十四条", "reason": "涉及市容"},
        ],
    )  # fmt: skip
    parts = {(one["unit"]["code"], one["role"], one["state"]) for one in done["case"]["assignments"]}
    assert done["case"]["state"] == "IN_PROGRESS"
    office = desk.api.office
    part = await office.pool.fetchval("select id from assignment where role = 'CO_HANDLER'")
    said = [await opened(office.pool, office.services, f"assignment.{name}", part) for name in ("basis", "reason")]
    assert said == ["《办法》第十四条", "涉及市容"]
    assert parts == {("ta-housing", "LEAD", "PENDING_ACCEPTANCE"), (OTHER, "CO_HANDLER", "PENDING_ACCEPTANCE")}


async def test_wrong_targets_are_refused(desk: Desk) -> None:
    case, unit = await desk.accepted(), await desk.unit("ta-housing")
    target = {"unitId": unit, "role": "LEAD", "basis": "依据"}
    none = await desk.refused(Verb.DISPATCH_CASE, "dispatcher", caseId=case, targets=[])
    two = await desk.refused(
        Verb.DISPATCH_CASE,
        "dispatcher",
        "en",
        caseId=case,
        targets=[target, target | {"unitId": await desk.unit(OTHER)}],
    )
    foreign = await desk.refused(
        Verb.DISPATCH_CASE, "dispatcher", caseId=case, targets=[target, target | {"unitId": case}]
    )
    many = await desk.refused(Verb.DISPATCH_CASE, "dispatcher", caseId=case, targets=[target] * 21)
    groundless = await desk.refused(
        Verb.DISPATCH_CASE, "dispatcher", caseId=case, targets=[{"unitId": await desk.unit(OTHER), "role": "LEAD"}]
    )
    assert (none["code"], none["field"]) == ("REQUIRED", ["input", "targets"])
    assert (two["code"], two["message"]) == (
        "NO_SINGLE_LEAD", "Name one lead, with co-handlers if wanted, or several units in parallel.",
    )  # fmt: skip
    assert (foreign["code"], foreign["field"]) == ("NOT_FOUND", ["input", "targets", "1", "unitId"])
    assert (many["code"], many["field"]) == ("TOO_MANY", ["input", "targets"])
    assert (groundless["code"], groundless["article"]) == ("BASIS_REQUIRED", "14(1)")


@pytest.mark.usefixtures("precedents")
async def test_a_ruling_may_become_a_precedent(desk: Desk) -> None:
    # given two rulings for one unit, of which one is to be a precedent
    targets = [{"unitId": await desk.unit(OTHER), "role": "LEAD"}]
    asked: dict[str, Any] = {"ruling": "由城管部门办理。", "basis": "三定方案", "targets": targets}
    study: dict[str, Any] = {"route": "STUDY", "question": "归谁？", "participants": [await desk.unit(OTHER)]}
    once, ever, later = await desk.accepted(), await desk.accepted(), await desk.accepted()
    for case in (once, ever):
        await desk.do(Verb.REQUEST_ADJUDICATION, "dispatcher", caseId=case, **study)
    # when both are given, then only the second spares the next dispatch its basis
    await desk.do(Verb.RULE_AND_DISPATCH, "city_lead", caseId=once, **asked)
    error = await desk.refused(Verb.DISPATCH_CASE, "dispatcher", caseId=later, targets=targets)
    await desk.do(Verb.RULE_AND_DISPATCH, "city_lead", caseId=ever, precedent=True, **asked)
    done = await desk.do(Verb.DISPATCH_CASE, "dispatcher", caseId=later, targets=targets)
    assert error["code"] == "BASIS_REQUIRED"
    assert [one["unit"]["code"] for one in done["case"]["assignments"]] == [OTHER]


async def test_a_question_of_duty_is_ruled_on_and_the_ruling_binds(desk: Desk) -> None:
    # given a dispatched case whose duty is disputed
    case, _ = await desk.dispatched()
    asked = await desk.do(
        Verb.REQUEST_ADJUDICATION, "dispatcher", caseId=case, route="MEETING", question="物业还是市容？",
        participants=[await desk.unit("ta-housing"), await desk.unit(OTHER)],
        extra="case { adjudications { route { code } question ruling } }",
    )  # fmt: skip
    # when the lead rules
    ruled = await desk.do(
        Verb.RULE_AND_DISPATCH, "city_lead", caseId=case, ruling="由住建部门办理。", basis="《物业管理条例》第五条",
        targets=[{"unitId": await desk.unit("ta-housing"), "role": "LEAD"}],
        extra="case { adjudications { ruling basis } }",
    )  # fmt: skip
    # then the former assignment is cancelled, and the new one cannot be returned
    (part,) = [one["id"] for one in ruled["case"]["assignments"] if one["state"] == "PENDING_ACCEPTANCE"]
    returned = await desk.refused(
        Verb.REQUEST_RETURN, "unit_liaison", "en", assignmentId=part, reason="NOT_COMPETENT", explanation="非本单位职责",
        basis="三定方案", suggestedUnitId=await desk.unit(OTHER),
    )  # fmt: skip
    assert asked["case"]["state"] == "UNDER_ADJUDICATION"
    assert asked["case"]["adjudications"] == [
        {"route": {"code": "MEETING"}, "question": "物业还是市容？", "ruling": None}
    ]
    assert ruled["case"]["state"] == "IN_PROGRESS"
    assert ruled["case"]["adjudications"] == [{"ruling": "由住建部门办理。", "basis": "《物业管理条例》第五条"}]
    assert sorted(one["state"] for one in ruled["case"]["assignments"]) == ["CANCELLED", "PENDING_ACCEPTANCE"]
    assert (returned["code"], returned["message"]) == ("RULING_IS_FINAL", "After a ruling no return is possible.")


async def test_only_the_lead_rules(desk: Desk) -> None:
    case, _ = await desk.dispatched()
    await desk.do(
        Verb.REQUEST_ADJUDICATION, "dispatcher", caseId=case, route="STUDY", question="归谁？",
        participants=[await desk.unit("ta-housing")],
    )  # fmt: skip
    error = await desk.refused(
        Verb.RULE_AND_DISPATCH, "dispatcher", caseId=case, ruling="由住建部门办理。", basis="依据",
        targets=[{"unitId": await desk.unit("ta-housing"), "role": "LEAD"}],
    )  # fmt: skip
    assert (error["code"], error["message"]) == ("NOT_ALLOWED", "您没有权限执行“裁定派单”。")


async def test_who_is_heard_must_be_named(desk: Desk) -> None:
    case = await desk.accepted()
    asked: dict[str, Any] = {"caseId": case, "route": "STUDY", "question": "归谁？"}
    nobody = await desk.refused(Verb.REQUEST_ADJUDICATION, "dispatcher", participants=[], **asked)
    foreign = await desk.refused(Verb.REQUEST_ADJUDICATION, "dispatcher", participants=[case], **asked)
    assert (nobody["code"], nobody["field"]) == ("REQUIRED", ["input", "participants"])
    assert (foreign["code"], foreign["field"]) == ("NOT_FOUND", ["input", "participants", "0"])
