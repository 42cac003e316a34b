"""The one working day in which an enterprise is told how its case stands."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.cases.inputs.dispatch import DispatchTarget
from core.cases.states import Role
from core.cases.verbs import Verb
from core.deadlines.fire import fire_due
from plugins.enterprise_desk.commands.record_feedback import record_feedback
from plugins.enterprise_desk.inputs import RecordFeedback
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK
from tests.plugins.enterprise_desk.desk import CLERK, EnterpriseDesk

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


async def running(desk: EnterpriseDesk, case_id: UUID) -> Any:
    """The clock, after everything that follows has followed."""
    await desk.plugged.effects()
    return await desk.clock(case_id, FEEDBACK_CLOCK)


async def tell(desk: EnterpriseDesk, case_id: UUID, by: str = CLERK) -> None:
    await desk.own(record_feedback, RecordFeedback(case_id=case_id, method="PHONE", told="已派至泰山区办理"), by)


GOLDEN = [
    (at(11, 20, 17, 55), at(11, 23, 18)),
    (at(9, 30, 10), at(10, 8, 18)),
    (at(9, 18, 10), at(9, 20, 18)),
    (at(2, 13, 10), at(2, 14, 18)),
]
"""Dispatched, due: over a week-end, over National Day, to a make-up Sunday, to a make-up Saturday."""


@pytest.mark.parametrize(("dispatched", "due"), GOLDEN, ids=lambda value: f"{value:%m-%d %H:%M}")
async def test_is_due_at_the_close_of_the_next_working_day(
    desk: EnterpriseDesk, dispatched: datetime, due: datetime
) -> None:
    desk.turn_to(dispatched - timedelta(minutes=3))
    case_id = await desk.case()
    await desk.dispatched(case_id)

    row = await running(desk, case_id)

    assert (row["started_at"], row["due_at"], row["state"]) == (dispatched, due, "RUNNING")


async def test_counts_from_the_dispatch_however_late_the_effect_comes(desk: EnterpriseDesk) -> None:
    # given a case dispatched late in the evening, and an effect that comes behind midnight
    desk.turn_to(at(11, 19, 23, 50))
    case_id = await desk.case()
    await desk.dispatched(case_id)
    dispatched = desk.plugged.clock.now()
    desk.turn_to(at(11, 20, 0, 10))

    row = await running(desk, case_id)

    # then it is due on the working day after the dispatch, not after the effect
    assert (row["started_at"], row["due_at"]) == (dispatched, at(11, 20, 18))


async def test_starts_for_no_citizen_s_case(desk: EnterpriseDesk) -> None:
    case_id = await desk.case(enterprise=False)
    await desk.dispatched(case_id)

    assert await running(desk, case_id) is None


async def test_starts_with_a_ruling_too(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.act(Verb.ACCEPT_CASE, case_id, category="0102")
    await desk.act(Verb.REQUEST_ADJUDICATION, case_id)
    await desk.act(Verb.RULE_AND_DISPATCH, case_id)

    assert (await running(desk, case_id))["state"] == "RUNNING"


async def test_a_contact_does_not_meet_it(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    part = await desk.dispatched(case_id)
    await desk.act(Verb.ACCEPT_ASSIGNMENT, part)
    await desk.act(Verb.LOG_CONTACT, part)

    assert (await running(desk, case_id))["state"] == "RUNNING"


@pytest.mark.parametrize("who", [CLERK, "unit_handler"])
async def test_the_first_feedback_told_meets_it(desk: EnterpriseDesk, who: str) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    await running(desk, case_id)

    await tell(desk, case_id, who)

    assert (await running(desk, case_id))["state"] == "MET"


async def test_the_approval_of_the_reply_meets_it(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    part = await desk.in_review(case_id)
    await running(desk, case_id)

    await desk.act(Verb.APPROVE_FEEDBACK, part)

    assert (await running(desk, case_id))["state"] == "MET"
    assert await desk.events(case_id) == ["feedback.start", "feedback.meet"]


async def test_the_approval_of_a_helper_s_work_does_not(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id, "ta-housing")
    helper = desk.part(await desk.facts(case_id), "ta-housing")
    for verb in (Verb.ACCEPT_ASSIGNMENT, Verb.LOG_CONTACT, Verb.SUBMIT_FEEDBACK):
        await desk.act(verb, helper, by=desk.at("ta-housing"))

    await desk.act(Verb.APPROVE_FEEDBACK, helper)

    assert (await running(desk, case_id))["state"] == "RUNNING"


async def test_who_was_told_before_the_dispatch_is_owed_no_more(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await tell(desk, case_id)
    await desk.dispatched(case_id)

    assert await running(desk, case_id) is None


async def test_told_too_late_is_late(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    await running(desk, case_id)
    desk.turn_to(at(11, 17, 18, 1))

    await tell(desk, case_id)

    row = await running(desk, case_id)
    assert (row["state"], row["breached_at"]) == ("LATE", at(11, 17, 18))


async def test_it_has_its_cards(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    await running(desk, case_id)
    desk.turn_to(at(11, 17, 18, 1))

    while await fire_due(desk.office.pool, desk.office.services):
        pass

    assert (await running(desk, case_id))["breached_at"] == at(11, 17, 18)


async def test_a_second_dispatch_does_not_start_it_anew(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    part = await desk.dispatched(case_id)
    first = await running(desk, case_id)
    await desk.act(Verb.REQUEST_RETURN, part)
    await desk.act(Verb.APPROVE_RETURN, part)
    target = DispatchTarget(unit_id=desk.world.units["ta-housing"], role=Role.LEAD, basis="三定规定")
    await desk.act(Verb.DISPATCH_CASE, case_id, targets=(target,))

    again = await running(desk, case_id)

    assert (again["id"], again["state"], again["due_at"]) == (first["id"], "RUNNING", first["due_at"])


async def test_ends_with_the_case(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    await running(desk, case_id)

    await desk.act(Verb.WITHDRAW_CASE, case_id)

    assert (await running(desk, case_id))["state"] == "CANCELLED"


async def test_does_not_start_for_a_case_that_has_ended_meanwhile(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    await desk.act(Verb.WITHDRAW_CASE, case_id)

    assert await running(desk, case_id) is None


async def test_a_case_opened_anew_gets_its_own(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    part = await desk.in_review(case_id)
    first = await running(desk, case_id)
    await desk.act(Verb.APPROVE_FEEDBACK, part)
    await desk.act(Verb.RECORD_CALLBACK, case_id)
    await desk.act(Verb.REOPEN_WITH_NEW_FACTS, case_id)
    await desk.dispatched(case_id)

    again = await running(desk, case_id)

    assert again["id"] != first["id"]
    assert again["state"] == "RUNNING"
