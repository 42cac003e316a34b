"""What the catalogue proposes, and why."""

from sqlalchemy import select

from core.catalogue.propose import Proposal, Proposals
from core.plugin.views import CaseView
from core.units.model import unit as unit_table
from tests.schema.conftest import Api
from tests.schema.support.desk import PLACE, Desk
from tests.schema.support.plugged import plugged

PROPOSALS = """query($category: String!, $district: String!) { dispatchProposals(category: $category, district: $district) {
  role category { code } district { code } unit { code } } }"""


async def test_the_deepest_category_and_the_nearest_place_come_first(api: Api) -> None:
    found = (await api.data(PROPOSALS, "dispatcher", category="010101", district="370902"))["dispatchProposals"]

    assert found[0]["role"] == "LEAD"
    depths = [(len(one["category"]["code"]), one["district"]["code"] != "370900") for one in found]
    assert depths == sorted(depths, reverse=True)


async def test_an_unclassified_case_goes_to_its_place_s_agency(api: Api) -> None:
    found = (await api.data(PROPOSALS, "dispatcher", category="990000", district="370983"))["dispatchProposals"]

    assert found[0]["unit"] == {"code": "370983-hotline"}


async def test_who_may_not_read_the_catalogue_is_told_nothing(api: Api) -> None:
    found = await api.data(PROPOSALS, "developer", category="990000", district="370983")

    assert found["dispatchProposals"] == []


FOR_CASE = """query($case: ID!) { caseDispatchProposals(caseId: $case) {
  role basis owner unit { code } entry { category { code } district { code } } } }"""


async def test_a_case_is_shown_whom_the_catalogue_proposes(api: Api) -> None:
    case, _ = await Desk(api).dispatched()
    (first, *_) = (await api.data(FOR_CASE, "dispatcher", case=case))["caseDispatchProposals"]

    assert (first["role"], first["owner"]) == ("LEAD", "core")
    assert first["unit"]["code"] == "ta-housing"
    assert first["entry"]["district"]["code"] == PLACE


async def test_a_case_is_shown_whom_a_plug_in_proposes_instead(api: Api) -> None:
    case, _ = await Desk(api).dispatched()
    unit = await api.office.read.fetch_value(select(unit_table.c.id).where(unit_table.c.code == "ta-citymgmt"))

    async def route_case(case: CaseView) -> Proposals:
        return Proposals((Proposal(unit_id=unit, unit_kind="DEPARTMENT", role="PARALLEL", basis="供水片区"),))

    with plugged(api, route_case):
        found = (await api.data(FOR_CASE, "dispatcher", case=case))["caseDispatchProposals"]

    expected = {
        "role": "PARALLEL",
        "basis": "供水片区",
        "owner": "probe",
        "unit": {"code": "ta-citymgmt"},
        "entry": None,
    }
    assert found == [expected]


async def test_proposals_are_for_who_sees_the_case_and_the_catalogue(api: Api) -> None:
    case, _ = await Desk(api).dispatched(kind="REPORT")

    for role in ("administrator", "legal_desk", "developer"):
        assert (await api.data(FOR_CASE, role, case=case))["caseDispatchProposals"] is None
