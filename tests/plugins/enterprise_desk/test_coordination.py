"""While departments confer, the case is not closed; when it ends otherwise, so do they."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from core.cases.verbs import Verb
from core.cases.view import case_view_of
from plugins.enterprise_desk.commands.conclude_coordination import conclude_coordination
from plugins.enterprise_desk.coordination import vetoes
from plugins.enterprise_desk.inputs import ConcludeCoordination
from tests.plugins.enterprise_desk.desk import HELPER, EnterpriseDesk

CLOSING = [Verb.APPROVE_FEEDBACK, Verb.RECORD_CALLBACK, Verb.CLOSE_UNREASONABLE]


@pytest.fixture
async def conferring(desk: EnterpriseDesk) -> UUID:
    """A case in review, whose departments confer."""
    case_id = await desk.case()
    await desk.in_review(case_id, HELPER)
    await desk.coordination(case_id)
    return case_id


async def vetoed(desk: EnterpriseDesk, verbs: Sequence[str], *cases: UUID) -> set[tuple[UUID, str]]:
    seen = [await case_view_of(desk.office.read, case_id) for case_id in cases]
    return {(one.case_id, one.verb) for one in await vetoes(seen, verbs, desk.office.read)}


class TestVeto:
    @pytest.mark.parametrize("verb", CLOSING)
    async def test_of_what_closes_the_case(self, desk: EnterpriseDesk, conferring: UUID, verb: Verb) -> None:
        assert await vetoed(desk, [verb], conferring) == {(conferring, verb)}

    async def test_of_nothing_else(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        assert await vetoed(desk, [one for one in Verb if one not in CLOSING], conferring) == set()

    async def test_of_the_cases_whose_departments_confer_alone(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        other = await desk.case()
        await desk.in_review(other)

        assert await vetoed(desk, [Verb.APPROVE_FEEDBACK], conferring, other) == {(conferring, Verb.APPROVE_FEEDBACK)}

    async def test_refuses_the_command(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        part = desk.part(await desk.facts(conferring), "370902")

        refusal = await desk.refuse(Verb.APPROVE_FEEDBACK, part)

        assert refusal.code.code == "ENTERPRISE_DESK_COORDINATION_IS_OPEN"

    async def test_is_lifted_by_the_conclusion(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        (row,) = await desk.rows("coordination", case_id=conferring)
        await desk.own(
            conclude_coordination,
            ConcludeCoordination(coordination_id=row["id"], outcome="AGREED", conclusion="并联办理"),
        )
        part = desk.part(await desk.facts(conferring), "370902")

        await desk.act(Verb.APPROVE_FEEDBACK, part)

        assert (await desk.facts(conferring)).state == "PENDING_CALLBACK"

    async def test_lets_a_helper_s_work_be_approved_before_the_review(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case()
        await desk.dispatched(case_id, HELPER)
        await desk.coordination(case_id)
        helper = desk.part(await desk.facts(case_id), HELPER)
        for verb in (Verb.ACCEPT_ASSIGNMENT, Verb.LOG_CONTACT, Verb.SUBMIT_FEEDBACK):
            await desk.act(verb, helper, by=desk.at(HELPER))

        await desk.act(Verb.APPROVE_FEEDBACK, helper)

        assert next(one.state for one in (await desk.facts(case_id)).assignments if one.id == helper) == "COMPLETED"


class TestEnd:
    async def test_comes_with_the_withdrawal(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        await desk.act(Verb.WITHDRAW_CASE, conferring)

        (row,) = await desk.rows("coordination", case_id=conferring)
        assert (row["state"], row["version"], row["ended_at"]) == ("ENDED", 2, desk.office.clock.now())
        assert (await desk.events(conferring))[-1] == "coordinationEnded"

    async def test_is_no_event_where_nobody_confers(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case()

        await desk.act(Verb.WITHDRAW_CASE, case_id)

        assert await desk.events(case_id) == []

    async def test_does_not_touch_a_conclusion(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        (row,) = await desk.rows("coordination", case_id=conferring)
        done = ConcludeCoordination(coordination_id=row["id"], outcome="AGREED", conclusion="并联办理")
        await desk.own(conclude_coordination, done)

        await desk.act(Verb.WITHDRAW_CASE, conferring)

        (row,) = await desk.rows("coordination", case_id=conferring)
        assert row["state"] == "CONCLUDED"

    async def test_does_not_come_with_a_merge_that_can_be_undone(self, desk: EnterpriseDesk, conferring: UUID) -> None:
        await desk.act(Verb.MERGE_CASES, conferring)

        (row,) = await desk.rows("coordination", case_id=conferring)
        assert row["state"] == "OPEN"
