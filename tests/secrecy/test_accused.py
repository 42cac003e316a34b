"""Whom a report accuses is told nothing of it, by whatever way it would have come (Art. 28)."""

from typing import Any
from uuid import UUID

import pytest

from core.audit.who_saw import case_numbered, who_could
from core.cases.commands.accept_case import accept_case
from core.cases.commands.correct_case import correct_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.register_case import register_case
from core.cases.dispatch_errors import ACCUSED_UNIT
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.intake import CorrectCase, RegisterCase, ReporterDetails
from core.cases.inputs.triage import AcceptCase
from core.cases.states import Channel, Kind, Role
from core.codes.registry import load_codes
from core.errors import NotAllowed, Refused
from schema.compose import build_schema
from schema.relay.ids import encode
from tests.schema.conftest import Api
from tests.secrecy.test_canaries import settle
from tests.support.office import Office

COUNTY, TWIN = "370902", "370911"
ASKED = """query($id: ID!, $number: String!) {
  cases(first: 50) { totalCount nodes { id title } }
  assignments(first: 50) { totalCount nodes { id } }
  deadlines(first: 50) { totalCount nodes { id } }
  caseCounts { counts { count state } }
  assignmentCounts { counts { count state } }
  search(text: "城管执法") { id }
  node(id: $id) { id }
  case(by: { caseNo: $number }) { id }
}"""


@pytest.fixture
async def api(office: Office) -> Api:
    return Api(build_schema(), office, await load_codes(office.read))


async def report(office: Office, accused: str | None, kind: Kind = Kind.REPORT, role: str = "operator") -> UUID:
    person = ReporterDetails(name="王建国", phone="13805380001")
    case = RegisterCase(
        channel=Channel.PHONE, kind=kind, title="举报城管执法不公", content="详见录音", district=COUNTY, place="岱宗大街",
        reporter=person, respondent_id=await unit(office, accused) if accused else None,
    )  # fmt: skip
    return UUID(str((await office.run(register_case, role, case)).case_id))


async def unit(office: Office, code: str) -> UUID:
    return UUID(str(await office.pool.fetchval("select id from unit where code = $1", code)))


async def told(api: Api, role: str, case_id: UUID) -> Any:
    await settle(api.office)
    number = await api.office.pool.fetchval("select case_no from case_file where id = $1", case_id)
    return await api.data(ASKED, role, id=encode("case", case_id), number=number or "TA1")


async def dispatched(office: Office, case_id: UUID, code: str) -> None:
    await office.run(accept_case, "operator", AcceptCase(case_id=case_id, category="010101"))
    target = DispatchTarget(unit_id=await unit(office, code), role=Role.LEAD, basis="三定规定")
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))


async def test_the_accused_hear_nothing_and_all_others_what_they_did(api: Api) -> None:
    office = api.office
    before = await told(api, "county_officer", UUID(int=1))
    case_id = await report(office, COUNTY)
    await dispatched(office, case_id, "ta-housing")

    assert await told(api, "county_officer", case_id) == before
    for role in ("operator", "city_lead", "supervisor"):
        found = await told(api, role, case_id)
        assert found["case"] == found["node"] == {"id": encode("case", case_id)}
        assert found["cases"]["totalCount"] == 1
        assert found["search"] in (None, [{"id": encode("case", case_id)}])
        assert sum(one["count"] for one in found["caseCounts"]["counts"]) == 1


async def test_a_county_beside_it_and_one_that_is_not_accused_are_told(api: Api) -> None:
    case_id = await report(api.office, TWIN)
    await dispatched(api.office, case_id, "ta-housing")
    found = await told(api, "county_officer", case_id)

    assert found["case"] == {"id": encode("case", case_id)}
    assert found["cases"]["totalCount"] == 1


async def corrected(office: Office, case_id: UUID, accused: str | None) -> None:
    given = CorrectCase(
        case_id=case_id, reason="听错了", accuses_nobody=accused is None,
        respondent_id=await unit(office, accused) if accused else None,
    )  # fmt: skip
    await office.run(correct_case, "operator", given)


async def test_whom_it_accuses_is_shown_and_corrected_and_the_former_accused_is_not_told_of_that(api: Api) -> None:
    office, document = api.office, "query($id: ID!) { node(id: $id) { ... on Case { respondent { code } } } }"
    before = await told(api, "county_officer", UUID(int=1))
    case_id = await report(office, COUNTY)
    asked = {"id": encode("case", case_id)}
    code = await office.pool.fetchval("select code from unit where path = '/ta/370902'")
    assert (await api.data(document, **asked))["node"] == {"respondent": {"code": code}}

    await corrected(office, case_id, None)
    assert (await api.data(document, **asked))["node"] == {"respondent": None}
    assert (await told(api, "county_officer", case_id))["cases"]["totalCount"] == 1
    kept = [str(row[0]) for row in await office.pool.fetch("select body::text from case_event")]
    kept += [str(row[0]) for row in await office.pool.fetch("select changes::text from case_correction")]
    assert any("respondent" in one for one in kept)
    assert not any(code in one.replace(COUNTY, "") or "/ta/" in one for one in kept if "respondent" in one)

    await corrected(office, case_id, COUNTY)
    assert await told(api, "county_officer", case_id) == before


async def test_whoever_has_it_in_hand_is_not_accused_before_it_is_taken_back(office: Office) -> None:
    case_id = await report(office, None)
    await dispatched(office, case_id, "ta-housing")

    with pytest.raises(Refused) as refused:
        await corrected(office, case_id, "ta-housing")

    assert (refused.value.code, refused.value.field) == (ACCUSED_UNIT, ("input", "respondentId"))
    assert await office.pool.fetchval("select respondent_path from case_file") == ""


async def test_it_accuses_a_unit_or_nobody_and_only_if_it_is_a_report(office: Office) -> None:
    case_id, complaint = await report(office, COUNTY), await report(office, None, Kind.COMPLAINT)
    of = await unit(office, COUNTY)
    for given, code in (
        (CorrectCase(case_id=case_id, reason="更正", respondent_id=of, accuses_nobody=True), "NOT_BOTH"),
        (CorrectCase(case_id=case_id, reason="更正", respondent_id=of), "NOTHING_TO_CORRECT"),
        (CorrectCase(case_id=complaint, reason="更正", respondent_id=of), "RESPONDENT_OF_REPORTS"),
    ):
        with pytest.raises(Refused) as refused:
            await office.run(correct_case, "operator", given)
        assert refused.value.code.code == code
    assert await office.pool.fetchval("select count(*) from case_correction") == 0


async def test_it_is_not_dispatched_to_the_accused_nor_below(office: Office) -> None:
    case_id = await report(office, "ta-housing")

    with pytest.raises(Refused) as refused:
        await dispatched(office, case_id, "ta-housing")
    assert refused.value.code is ACCUSED_UNIT


async def test_only_a_report_accuses_and_nobody_registers_what_is_kept_from_them(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await report(office, "ta-housing", Kind.COMPLAINT)
    assert refused.value.code.code == "RESPONDENT_OF_REPORTS"
    with pytest.raises(NotAllowed):
        await report(office, "ta")


async def test_who_could_have_seen_it_leaves_the_accused_out(office: Office) -> None:
    case_id = await report(office, COUNTY)
    number = await office.pool.fetchval("select case_no from case_file where id = $1", case_id)
    case = await case_numbered(office.read, number)
    assert case is not None
    could = await who_could(office.read, office.matrix, case, office.clock.now(), "case_file.title")

    assert "d:operator" in {one.subject for one in could}
    assert "d:county_officer" not in {one.subject for one in could}
