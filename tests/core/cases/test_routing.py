"""Whom a plug-in proposes: its word goes before the catalogue's, and the assignment keeps whose it was."""

from uuid import UUID

import pytest
from sqlalchemy import bindparam, select

from core.assignments.model import assignment
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.routing import proposals_of
from core.cases.states import Role
from core.cases.verbs import Verb as V
from core.cases.view import case_view_of
from core.catalogue.propose import Proposal, Proposals, propose
from core.plugin.views import CaseView
from tests.core.cases.desk import Desk
from tests.core.cases.probe import case, probing
from tests.core.cases.verbs import LONG_CYCLE
from tests.support.opened import opened

_TRACE = select(assignment.c.proposal).where(assignment.c.id == bindparam("id"))


def proposing(unit_id: UUID) -> Proposals:
    return Proposals((Proposal(unit_id=unit_id, unit_kind="DEPARTMENT", role="LEAD", basis="供水片区", category="01"),))


async def accepted(desk: Desk) -> UUID:
    case_id = await case(desk)
    await desk.act(V.ACCEPT_CASE, case_id)
    return case_id


async def test_its_proposal_is_the_basis_and_the_trace_names_it(desk: Desk) -> None:
    unit = desk.world.units["ta-housing"]

    async def route_case(case: CaseView) -> Proposals:
        return proposing(unit)

    case_id = await accepted(desk)
    lead = DispatchTarget(unit_id=unit, role=Role.LEAD)
    with probing(desk, route_case):
        await desk.act(V.DISPATCH_CASE, case_id, targets=(lead,))

    (part,) = (await desk.facts(case_id)).assignments
    row = await desk.office.read.fetch_one(_TRACE, id=part.id)
    assert row is not None
    assert await opened(desk.office.pool, desk.office.services, "assignment.basis", part.id) == "供水片区"
    assert row["proposal"]["proposed"] == {"owner": "probe", "category": "01"}


async def test_a_proposal_takes_its_owner_from_who_made_it(desk: Desk) -> None:
    async def route_case(case: CaseView) -> Proposals:
        (one,) = proposing(desk.world.units["ta-housing"]).found
        return Proposals((one, Proposal(**{name: getattr(one, name) for name in _GIVEN}, owner="core")))

    read, services = desk.office.read, desk.office.services
    view = await case_view_of(read, await accepted(desk))
    with probing(desk, route_case):
        found = await proposals_of(read, services, view)

    assert [one.owner for one in found.found] == ["probe", "probe"]


_GIVEN = ("unit_id", "unit_kind", "role", "basis")


@pytest.mark.parametrize("on", [("370902",), ("370911",)])
async def test_without_a_word_of_it_the_catalogue_speaks(desk: Desk, on: tuple[str, ...]) -> None:
    async def route_case(case: CaseView) -> Proposals | None:
        return proposing(desk.world.units["ta-housing"]) if "370911" in on else None

    read, services = desk.office.read, desk.office.services
    view = await case_view_of(read, await accepted(desk))
    with probing(desk, route_case, on=on):
        found = await proposals_of(read, services, view)

    assert found == await propose(read, LONG_CYCLE, "370902", desk.office.clock.now())
    assert {one.owner for one in found.found} == {"core"}
