"""A case merged in any open state, and taken out again later, breaks no invariant."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from core.cases import states as s
from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.request_information import request_information
from core.cases.commands.request_return import request_return
from core.cases.commands.request_termination import request_termination
from core.cases.commands.shelve_assignment import shelve_assignment
from core.cases.commands.unmerge_case import unmerge_case
from core.cases.inputs.handling import ShelveAssignment
from core.cases.inputs.intake import RequestInformation
from core.cases.inputs.termination import RequestTermination
from core.cases.inputs.triage import MergeCases, UnmergeCase
from core.doctor.examine import examine
from tests.core.doctor.day import SLOW, Day, adjudicate, asking_return
from tests.support.office import Office


async def _asked(day: Day) -> UUID:
    case = await day.registered()
    await day.act(request_information, "operator", RequestInformation(case_id=case, missing=("place",)))
    return case


async def _shelved(day: Day) -> UUID:
    case = await day.dispatched(category=SLOW)
    until = (day.office.clock.now() + timedelta(days=20)).date()
    shelving = ShelveAssignment(assignment_id=await day.begun(case), reason="待施工", review_on=until)
    await day.act(shelve_assignment, "reviewer", shelving)
    return case


async def _returning(day: Day) -> UUID:
    case = await day.dispatched()
    await day.act(request_return, "unit_liaison", await asking_return(day, case))
    return case


async def _reported(day: Day) -> UUID:
    case = await day.dispatched()
    await day.reported(await day.begun(case))
    return case


async def _ending(day: Day) -> UUID:
    case = await day.dispatched()
    asked = RequestTermination(
        assignment_id=await day.begun(case), ground=s.TerminationGround.NON_COOPERATION, explanation="不配合",
        materials=(await day.material(),),
    )  # fmt: skip
    await day.act(request_termination, "unit_liaison", asked)
    return case


async def _disputed(day: Day) -> UUID:
    case = await day.dispatched()
    await adjudicate(day, case)
    return case


_OPEN: tuple[Callable[[Day], Awaitable[UUID]], ...] = (
    Day.registered, _asked, Day.accepted, Day.dispatched, _returning, _shelved, _reported, _ending, _disputed, Day.answered,
)  # fmt: skip


@pytest.mark.parametrize("opened", _OPEN, ids=lambda opened: opened.__name__.strip("_"))
async def test_a_merge_and_its_undoing_leave_the_data_sound(
    office: Office, opened: Callable[[Day], Awaitable[UUID]]
) -> None:
    day = Day(office)
    master, case = await day.dispatched(), await opened(day)
    await day.act(merge_cases, "dispatcher", MergeCases(case_id=case, master_id=master, reason="同一事项"))
    assert await examine(office.pool) == ()
    await day.wait(days=9)
    await day.act(unmerge_case, "dispatcher", UnmergeCase(case_id=case, reason="不同事项"))
    assert await examine(office.pool) == ()
    await day.wait(days=30)
    assert await examine(office.pool) == ()
