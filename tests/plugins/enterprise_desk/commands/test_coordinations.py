"""openCoordination, giveTask, completeTask, giveOpinion, handOverCoordination, concludeCoordination."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.access.viewer import Viewer
from core.cases.states import Secrecy
from core.cases.verbs import Verb
from core.ids import new_id
from core.sealing.fields import open_
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.commands.complete_task import complete_task
from plugins.enterprise_desk.commands.conclude_coordination import conclude_coordination
from plugins.enterprise_desk.commands.give_opinion import give_opinion
from plugins.enterprise_desk.commands.give_task import give_task
from plugins.enterprise_desk.commands.hand_over_coordination import hand_over_coordination
from plugins.enterprise_desk.commands.open_coordination import open_coordination
from plugins.enterprise_desk.inputs import (
    CompleteTask,
    ConcludeCoordination,
    GiveOpinion,
    GiveTask,
    HandOverCoordination,
    OpenCoordination,
)
from tests.plugins.enterprise_desk.commands.test_enterprises import told
from tests.plugins.enterprise_desk.desk import CLERK, HELPER, LEAD, EnterpriseDesk

THIRD = "370902-housing"


@pytest.fixture
async def case_id(desk: EnterpriseDesk) -> UUID:
    """An enterprise's case with a lead and a helper."""
    found = await desk.case()
    await desk.dispatched(found, HELPER)
    return found


@pytest.fixture
async def coordination(desk: EnterpriseDesk, case_id: UUID) -> UUID:
    """Their coordination."""
    return await desk.coordination(case_id)


def opening(desk: EnterpriseDesk, case_id: UUID, **values: Any) -> OpenCoordination:
    units = desk.world.units
    given = {"lead_unit_id": units[LEAD], "unit_ids": (units[HELPER],), "matter": "并联办理", **values}
    return OpenCoordination(case_id=case_id, **given)


async def give(desk: EnterpriseDesk, coordination: UUID, by: Any = CLERK, **values: Any) -> UUID:
    """A task for the helper."""
    given = {"unit_id": desk.world.units[HELPER], "content": "核实消防验收", **values}
    await desk.own(give_task, GiveTask(coordination_id=coordination, **given), by)
    found: UUID = (await desk.rows("task", coordination_id=coordination))[-1]["id"]
    return found


def conclusion(coordination: UUID, **values: Any) -> ConcludeCoordination:
    return ConcludeCoordination(
        **{"coordination_id": coordination, "outcome": "AGREED", "conclusion": "五日内并联办结", **values}
    )


class TestOpen:
    async def test_keeps_who_leads_and_who_takes_part(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        id_ = await desk.coordination(case_id)

        (row,) = await desk.rows("coordination", id=id_)
        parts = await desk.rows("participant", coordination_id=id_)
        assert (row["state"], row["version"], row["lead_unit_id"]) == ("OPEN", 1, desk.world.units[LEAD])
        assert {one["unit_id"]: one["leads"] for one in parts} == {
            desk.world.units[LEAD]: True,
            desk.world.units[HELPER]: False,
        }
        assert await desk.events(case_id) == ["coordination.open"]

    async def test_is_due_within_thirty_working_days(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        (row,) = await desk.rows("coordination", id=await desk.coordination(case_id))

        assert row["due_at"] == datetime(2026, 12, 28, 18, tzinfo=ZoneInfo("Asia/Shanghai"))

    async def test_seals_the_matter_with_the_case(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        (row,) = await desk.rows("coordination", id=await desk.coordination(case_id))

        key = await desk.office.services.keys.case_key((await desk.facts(case_id)).row["case_key"])
        assert open_(key, sealing.MATTER.ref(row["id"]), row["matter_sealed"]) == "土地与消防手续如何并联办理"

    async def test_one_at_a_time(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        await desk.coordination(case_id)

        assert told(await desk.refused_own(open_coordination, opening(desk, case_id))) == (
            "COORDINATION_IS_OPEN",
            ("input", "caseId"),
        )

    async def test_another_after_the_conclusion(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        await desk.own(conclude_coordination, conclusion(await desk.coordination(case_id)))

        await desk.coordination(case_id)

        assert [row["state"] for row in await desk.rows("coordination", case_id=case_id)] == ["CONCLUDED", "OPEN"]

    async def test_refuses_a_lead_without_a_part(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        given = opening(desk, case_id, lead_unit_id=desk.world.units[THIRD])

        assert told(await desk.refused_own(open_coordination, given)) == ("NOT_ASSIGNED", ("input", "leadUnitId"))

    async def test_refuses_a_unit_without_a_part(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        units = desk.world.units
        given = opening(desk, case_id, unit_ids=(units[HELPER], units[THIRD]))

        assert told(await desk.refused_own(open_coordination, given)) == ("NOT_ASSIGNED", ("input", "unitIds", "1"))

    async def test_refuses_a_second_lead(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        given = opening(desk, case_id, unit_ids=(desk.world.units[LEAD],))

        assert told(await desk.refused_own(open_coordination, given)) == ("ONE_LEAD", ("input", "unitIds", "0"))

    async def test_refuses_a_lead_alone(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        assert told(await desk.refused_own(open_coordination, opening(desk, case_id, unit_ids=()))) == (
            "NOBODY_ELSE",
            ("input", "unitIds"),
        )

    async def test_refuses_a_citizen_s_case(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case(enterprise=False)
        await desk.dispatched(case_id, HELPER)

        assert told(await desk.refused_own(open_coordination, opening(desk, case_id))) == (
            "NOT_AN_ENTERPRISE_CASE",
            ("input", "caseId"),
        )

    async def test_refuses_a_case_that_has_ended(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        await desk.act(Verb.WITHDRAW_CASE, case_id)

        assert told(await desk.refused_own(open_coordination, opening(desk, case_id))) == (
            "CASE_ENDED",
            ("input", "caseId"),
        )

    async def test_refuses_units_of_the_round_before(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case()
        await desk.closed(case_id)
        await desk.act(Verb.REOPEN_WITH_NEW_FACTS, case_id)

        assert told(await desk.refused_own(open_coordination, opening(desk, case_id))) == (
            "NOT_ASSIGNED",
            ("input", "leadUnitId"),
        )

    async def test_is_not_the_units_to_do(self, desk: EnterpriseDesk, case_id: UUID) -> None:
        refusal = await desk.refused_own(open_coordination, opening(desk, case_id), desk.at(LEAD))

        assert told(refusal) == ("NOT_ALLOWED", None)


class TestTask:
    @pytest.mark.parametrize("by_the_lead", [True, False], ids=["by the lead", "by the desk"])
    async def test_is_given(self, desk: EnterpriseDesk, case_id: UUID, coordination: UUID, by_the_lead: bool) -> None:
        task = await give(desk, coordination, desk.at(LEAD) if by_the_lead else CLERK)

        (row,) = await desk.rows("task", id=task)
        assert (row["unit_id"], row["done_at"]) == (desk.world.units[HELPER], None)
        assert (await desk.events(case_id))[-1] == "coordination.lead"

    async def test_is_not_the_helper_s_to_give(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        given = GiveTask(coordination_id=coordination, unit_id=desk.world.units[HELPER], content="核实")

        assert told(await desk.refused_own(give_task, given, desk.at(HELPER))) == ("NOT_ALLOWED", None)

    async def test_is_for_who_takes_part(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        given = GiveTask(coordination_id=coordination, unit_id=desk.world.units[THIRD], content="核实")

        assert told(await desk.refused_own(give_task, given)) == ("NOT_TAKING_PART", ("input", "unitId"))

    async def test_is_not_due_before_it_is_given(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        due_at = desk.office.clock.now() + timedelta(minutes=1)
        given = GiveTask(coordination_id=coordination, unit_id=desk.world.units[HELPER], content="核实", due_at=due_at)

        assert told(await desk.refused_own(give_task, given)) == ("IN_THE_PAST", ("input", "dueAt"))

    async def test_is_done_by_whose_it_is(self, desk: EnterpriseDesk, case_id: UUID, coordination: UUID) -> None:
        task = await give(desk, coordination)

        done = CompleteTask(task_id=task, outcome="DONE", result="已核实")
        await desk.own(complete_task, done, desk.at(HELPER))

        (row,) = await desk.rows("task", id=task)
        assert (row["outcome"], row["done_at"]) == ("DONE", desk.office.clock.now())
        assert (await desk.events(case_id))[-1] == "coordination.answer"

    async def test_is_not_done_by_another(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        done = CompleteTask(task_id=await give(desk, coordination), outcome="DONE", result="已核实")

        assert told(await desk.refused_own(complete_task, done, desk.at(LEAD))) == ("NOT_ALLOWED", None)

    async def test_is_done_once(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        done = CompleteTask(task_id=await give(desk, coordination), outcome="DONE", result="已核实")
        await desk.own(complete_task, done, desk.at(HELPER))

        assert told(await desk.refused_own(complete_task, done, desk.at(HELPER))) == (
            "TASK_IS_DONE",
            ("input", "taskId"),
        )

    async def test_that_is_none_is_not_found(self, desk: EnterpriseDesk) -> None:
        done = CompleteTask(task_id=new_id(), outcome="DONE", result="已核实")

        assert told(await desk.refused_own(complete_task, done, desk.at(HELPER))) == ("NOT_FOUND", ("input", "taskId"))


class TestOpinion:
    async def test_of_each_is_kept(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        for position in ("DISAGREE", "AGREE_WITH_CONDITIONS"):
            given = GiveOpinion(
                coordination_id=coordination, unit_id=desk.world.units[HELPER], position=position, opinion="须先验收"
            )
            await desk.own(give_opinion, given, desk.at(HELPER))

        rows = await desk.rows("opinion", coordination_id=coordination)
        assert [row["position"] for row in rows] == ["DISAGREE", "AGREE_WITH_CONDITIONS"]

    async def test_is_not_given_for_another(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        given = GiveOpinion(
            coordination_id=coordination, unit_id=desk.world.units[LEAD], position="AGREE", opinion="同意"
        )

        assert told(await desk.refused_own(give_opinion, given, desk.at(HELPER))) == ("NOT_ALLOWED", None)

    async def test_of_an_unknown_sort_is_refused(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        given = GiveOpinion(
            coordination_id=coordination, unit_id=desk.world.units[HELPER], position="PERHAPS", opinion="?"
        )

        assert told(await desk.refused_own(give_opinion, given, desk.at(HELPER))) == (
            "UNKNOWN_CODE",
            ("input", "position"),
        )


class TestHandOver:
    async def test_makes_another_lead(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        done = await desk.own(
            hand_over_coordination,
            HandOverCoordination(coordination_id=coordination, lead_unit_id=desk.world.units[HELPER]),
        )

        (row,) = await desk.rows("coordination", id=coordination)
        parts = await desk.rows("participant", coordination_id=coordination)
        assert (done.version, row["version"], row["lead_unit_id"]) == (2, 2, desk.world.units[HELPER])
        assert {one["unit_id"]: one["leads"] for one in parts} == {
            desk.world.units[LEAD]: False,
            desk.world.units[HELPER]: True,
        }

    async def test_takes_in_who_was_assigned_since(
        self, desk: EnterpriseDesk, case_id: UUID, coordination: UUID
    ) -> None:
        part = desk.part(await desk.facts(case_id), LEAD)
        await desk.act(Verb.REASSIGN, part, unit_id=desk.world.units[THIRD])

        given = HandOverCoordination(coordination_id=coordination, lead_unit_id=desk.world.units[THIRD])
        await desk.own(hand_over_coordination, given)

        leads = {one["unit_id"] for one in await desk.rows("participant", coordination_id=coordination) if one["leads"]}
        assert leads == {desk.world.units[THIRD]}

    @pytest.mark.parametrize(("unit", "refusal"), [(LEAD, "NOTHING_CHANGED"), (THIRD, "NOT_ASSIGNED")])
    async def test_refuses(self, desk: EnterpriseDesk, coordination: UUID, unit: str, refusal: str) -> None:
        given = HandOverCoordination(coordination_id=coordination, lead_unit_id=desk.world.units[unit])

        assert told(await desk.refused_own(hand_over_coordination, given)) == (refusal, ("input", "leadUnitId"))


class TestConclude:
    @pytest.mark.parametrize("by_the_lead", [True, False], ids=["by the lead", "by the desk"])
    async def test_ends_it(self, desk: EnterpriseDesk, case_id: UUID, coordination: UUID, by_the_lead: bool) -> None:
        by: Viewer | str = desk.at(LEAD) if by_the_lead else CLERK

        await desk.own(conclude_coordination, conclusion(coordination), by)

        (row,) = await desk.rows("coordination", id=coordination)
        assert (row["state"], row["outcome"], row["version"]) == ("CONCLUDED", "AGREED", 2)
        assert (await desk.events(case_id))[-1] == "coordination.conclude"

    async def test_waits_for_every_task(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        await give(desk, coordination)

        refusal = await desk.refused_own(conclude_coordination, conclusion(coordination))

        assert told(refusal) == ("TASKS_ARE_OPEN", ("input", "coordinationId"))
        assert refusal.params == {"count": 1}

    async def test_is_not_the_helper_s(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        refusal = await desk.refused_own(conclude_coordination, conclusion(coordination), desk.at(HELPER))

        assert told(refusal) == ("NOT_ALLOWED", None)

    async def test_is_the_end(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        await desk.own(conclude_coordination, conclusion(coordination))

        assert told(await desk.refused_own(conclude_coordination, conclusion(coordination))) == (
            "COORDINATION_IS_OVER",
            ("input", "coordinationId"),
        )

    async def test_of_what_has_moved_on_is_refused(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        await give(desk, coordination)

        refusal = await desk.refused_own(conclude_coordination, conclusion(coordination, expected_version=1))

        assert told(refusal) == ("STALE_VERSION", ("input", "expectedVersion"))


class TestSecrecy:
    async def test_a_stranger_finds_nothing(self, desk: EnterpriseDesk, coordination: UUID) -> None:
        stranger = desk.viewer("unit_liaison", "/ta/370911")

        assert told(await desk.refused_own(conclude_coordination, conclusion(coordination), stranger)) == (
            "NOT_FOUND",
            ("input", "caseId"),
        )

    async def test_units_confer_on_a_confidential_case_too(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)
        await desk.dispatched(case_id, HELPER)
        await desk.own(open_coordination, opening(desk, case_id), "dispatcher")

        (row,) = await desk.rows("coordination", case_id=case_id)
        await desk.own(conclude_coordination, conclusion(row["id"]), desk.at(LEAD))

        (row,) = await desk.rows("coordination", case_id=case_id)
        assert row["state"] == "CONCLUDED"
