"""Tickets are made with the assignment, and keep step with it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.api import (
    AcceptAssignment,
    DispatchCase,
    DispatchTarget,
    LogContact,
    MergeCases,
    Refused,
    RequestReturn,
    Role,
    SendBackFeedback,
    SubmitFeedback,
    UnmergeCase,
    accept_assignment,
    dispatch_case,
    log_contact,
    merge_cases,
    request_return,
    send_back_feedback,
    submit_feedback,
    unmerge_case,
)
from core.deadlines.fire import fire_due
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def states(office: Plugged) -> list[str]:
    return [row["state"] for row in await works.rows(office, "ticket", "made_at, id")]


async def part(office: Plugged, case_id: UUID) -> dict[str, Any]:
    return {"assignment_id": await office.pool.fetchval("select id from assignment where case_id = $1", case_id)}


async def test_hook_during_case_event(plugged: Plugged) -> None:
    """The ticket is there when the dispatch is, and follows acceptance, feedback and its review."""
    case_id = await works.dispatched(plugged)
    on = await part(plugged, case_id)
    assert await states(plugged) == ["READY"]

    await plugged.run(accept_assignment, works.COMPANY, AcceptAssignment(**on))
    assert await states(plugged) == ["ACKNOWLEDGED"]

    await plugged.run(log_contact, works.COMPANY, LogContact(**on, method="PHONE", outcome="REACHED"))
    report = SubmitFeedback(
        **on, facts_true=True, within_remit=True, resolved=True, actions_taken="抢修", public_reply="已恢复"
    )
    await plugged.run(submit_feedback, works.COMPANY, report)
    assert await states(plugged) == ["REPLIED"]

    await plugged.run(send_back_feedback, "reviewer", SendBackFeedback(**on, reason="x"))
    assert await states(plugged) == ["ACKNOWLEDGED"]


async def test_each_company_has_its_own_and_a_department_none(plugged: Plugged) -> None:
    case_id = await works.accepted(plugged)
    codes = {"ta-waterworks": Role.LEAD, "ta-heat": Role.CO_HANDLER, "ta-housing": Role.CO_HANDLER}
    units = {await works.unit_id(plugged, code): role for code, role in codes.items()}
    targets = tuple(DispatchTarget(unit_id=id_, role=role, basis="x") for id_, role in units.items())
    await plugged.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=targets))

    found = {row["unit_id"] for row in await works.rows(plugged, "ticket")}

    assert found == {await works.unit_id(plugged, "ta-waterworks"), await works.unit_id(plugged, "ta-heat")}


async def test_a_refused_dispatch_leaves_no_ticket(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=1))
    case_id = await works.registered(plugged)
    target = DispatchTarget(unit_id=await works.unit_id(plugged), role=Role.LEAD)

    with pytest.raises(Refused, match="NOT_IN_STATE"):
        await plugged.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))

    assert len(await states(plugged)) == 1


async def test_a_request_to_return_is_the_hotline_s_and_not_in_the_queue(plugged: Plugged) -> None:
    on = await part(plugged, await works.dispatched(plugged))
    other = await works.unit_id(plugged, "ta-heat")
    given = RequestReturn(**on, reason="NOT_COMPETENT", explanation="x", basis="x", suggested_unit_id=other)
    await plugged.run(request_return, works.COMPANY, given)

    assert await states(plugged) == ["ACKNOWLEDGED"]


async def test_a_merge_ends_the_ticket_and_its_undoing_brings_it_back(plugged: Plugged) -> None:
    master, case_id = await works.registered(plugged), await works.dispatched(plugged)
    await plugged.run(merge_cases, "operator", MergeCases(case_id=case_id, master_id=master, reason="x"))
    assert await states(plugged) == ["ENDED"]

    await plugged.run(unmerge_case, "dispatcher", UnmergeCase(case_id=case_id, reason="x"))
    assert await states(plugged) == ["READY"]
    assert (await works.rows(plugged, "ticket"))[0]["ended_at"] is None


async def test_hook_district_enabled(plugged: Plugged) -> None:
    """What was given, accepted and ended while it was off is in the queue as it stands when it is switched on."""
    known = await works.dispatched(plugged)
    await plugged.switch("utility_queues", [])
    await plugged.run(accept_assignment, works.COMPANY, AcceptAssignment(**await part(plugged, known)))
    missed, taken = await works.dispatched(plugged), await works.dispatched(plugged)
    await plugged.run(accept_assignment, works.COMPANY, AcceptAssignment(**await part(plugged, taken)))
    assert await states(plugged) == ["READY"]

    await plugged.switch("utility_queues", [works.TAISHAN])

    found = {row["case_id"]: row["state"] for row in await works.rows(plugged, "ticket")}
    assert found == {known: "ACKNOWLEDGED", missed: "READY", taken: "ACKNOWLEDGED"}


async def test_silence_makes_a_ticket_acknowledged(plugged: Plugged) -> None:
    """The return window closes by a timer, whose event reaches the plug-in afterwards."""
    await works.dispatched(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(days=9))
    await fire_due(plugged.pool, plugged.services)
    await plugged.effects()

    assert await states(plugged) == ["ACKNOWLEDGED"]
