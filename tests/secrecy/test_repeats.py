"""A repeat and the earlier case have one reporter: of a confidential one the link itself would tell who that is."""

from typing import Any

import pytest

from core.cases.verbs import Verb
from core.codes.registry import load_codes
from schema.compose import build_schema
from tests.schema.conftest import Api
from tests.schema.plan.test_sums import both
from tests.schema.support.desk import Desk
from tests.support.office import Office

ASKED = (
    "query($by: CaseKey!) { case(by: $by) { caseNo reporter { name }"
    " priorCase { caseNo reporter { name } } triages { priorCase { caseNo reporter { name } } } } }"
)
REPORT, ORDINARY = {"kind": "REPORT"}, {"kind": "COMPLAINT"}


@pytest.fixture
async def desk(office: Office) -> Desk:
    return Desk(Api(build_schema(), office, await load_codes(office.read)))


async def _repeated(desk: Desk, earlier: dict[str, Any], later: dict[str, Any]) -> str:
    """Both are with ta-housing; it is found a repeat, which is objected to, before the later one is dispatched."""
    first, _ = await desk.dispatched(**earlier)
    again = await desk.registered(**later, priorCaseId=first)
    await desk.do(
        Verb.DIVERT_CASE, "operator", caseId=again, exit="REPEAT_NO_NEW_FACTS", priorCaseId=first, basis="第十三条",
        told="已在办理。",
    )  # fmt: skip
    await desk.do(Verb.OBJECT_TO_DIVERSION, "operator", caseId=again, reason="有新情况")
    await desk.do(Verb.ACCEPT_CASE, "operator", caseId=again, category="010101")
    await desk.dispatch(again)
    return again


@pytest.mark.parametrize(
    ("earlier", "later", "linked"),
    [(ORDINARY, ORDINARY, True), (ORDINARY, REPORT, False), (REPORT, ORDINARY, False)],
)
async def test_a_unit_is_linked_to_no_case_whose_reporter_it_may_not_know(
    desk: Desk, earlier: dict[str, Any], later: dict[str, Any], linked: bool
) -> None:
    again = await _repeated(desk, earlier, later)

    for role in ("unit_handler", "unit_liaison"):
        seen = (await both(desk.api, ASKED, role, by={"id": again}))["case"]
        links = [seen["priorCase"], *(one["priorCase"] for one in seen["triages"])]
        assert [link is not None for link in links] == [linked, linked]
    for role in ("operator", "supervisor"):
        seen = (await both(desk.api, ASKED, role, by={"id": again}))["case"]
        assert seen["priorCase"] is not None
        assert seen["triages"][0]["priorCase"] == seen["priorCase"]
