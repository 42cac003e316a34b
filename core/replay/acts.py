"""The verbs of a step: which are left, each in a unit of work of its own, through the commands the API uses."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core.access.viewer import Viewer
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.log_contact import log_contact
from core.cases.commands.record_callback import record_callback
from core.cases.commands.register_case import register_case
from core.cases.commands.submit_feedback import submit_feedback
from core.cases.inputs.callback import RecordCallback
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.feedback import ApproveFeedback, SubmitFeedback
from core.cases.inputs.handling import AcceptAssignment, LogContact
from core.cases.inputs.intake import RegisterCase
from core.cases.inputs.triage import AcceptCase
from core.cases.outcome import Outcome
from core.cases.routing import proposals_of
from core.cases.states import AssignmentState, CaseState, Role
from core.cases.view import case_view_of
from core.clock import VirtualClock
from core.db.read import Read
from core.db.uow import unit_of_work
from core.errors import ErrorCode, Refused, VersionMoved, register
from core.replay.alone import Line
from core.replay.position import Position
from core.replay.rules import Rules
from core.replay.source import Message
from core.seed.places import place_district
from core.seed.reader import taian
from core.services import Services

NO_LEAD = register(
    ErrorCode(
        "NO_LEAD_IN_CATALOGUE",
        "派单目录中没有该类别、该区域的主办单位。",
        "The dispatch catalogue names no lead for this category and place.",
        "14(1)",
    )
)
_REPEATS = 3
_SUBMITTED = (AssignmentState.FEEDBACK_SUBMITTED, AssignmentState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who acts: the hotline's own people, and the units'."""

    hotline: Viewer
    units: Viewer


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps work with: `clock` is that of `services`, `categories` is code by level-1 name."""

    line: Line
    services: Services
    clock: VirtualClock
    staff: Staff
    rules: Rules
    categories: Mapping[str, str]

    async def do(
        self, command: Callable[[Any, Viewer, Any], Awaitable[Outcome]], viewer: Viewer, input: object
    ) -> Outcome:
        """Run one command in a transaction of its own; if the case moves meanwhile it decides again."""
        for attempt in range(_REPEATS):
            try:
                async with unit_of_work(self.line, self.services) as uow:
                    return await command(uow, replace(viewer, now=uow.now), input)
            except VersionMoved:
                if attempt == _REPEATS - 1:
                    raise
        raise AssertionError


async def submit(desk: Desk, message: Message, position: Position | None) -> None:
    """Register, accept and dispatch, as far as it has not been done. Raises Refused."""
    category = desk.categories.get(message.category, desk.rules.category.otherwise)
    district = place_district(taian().place_codes, message.title, message.content)
    if position is None:
        case_id, state = await _register(desk, message, district), CaseState.RECEIVED
    else:
        case_id, state = position.case_id, position.state
    if state is CaseState.RECEIVED:
        await desk.do(accept_case, desk.staff.hotline, AcceptCase(case_id=case_id, category=category))
    await _dispatch(desk, case_id)


async def reply(desk: Desk, message: Message, position: Position) -> None:
    """Log the contact, submit and approve the reply, record the callback, as far as it has not been done."""
    if position.assignment_id is None:
        return
    one, state = position.assignment_id, position.assignment_state
    if state is AssignmentState.PENDING_ACCEPTANCE:
        await desk.do(accept_assignment, desk.staff.units, AcceptAssignment(assignment_id=one))
    if not position.contacted:
        contact = LogContact(assignment_id=one, **desk.rules.contact.model_dump())
        await desk.do(log_contact, desk.staff.units, contact)
    if state not in _SUBMITTED:
        report = SubmitFeedback(assignment_id=one, public_reply=message.reply, **desk.rules.feedback.model_dump())
        await desk.do(submit_feedback, desk.staff.units, report)
    if state is not AssignmentState.COMPLETED:
        await desk.do(approve_feedback, desk.staff.hotline, ApproveFeedback(assignment_id=one))
    told = RecordCallback(case_id=position.case_id, channel=desk.rules.case.channel, **desk.rules.callback.model_dump())
    await desk.do(record_callback, desk.staff.hotline, told)


async def _register(desk: Desk, message: Message, district: str) -> UUID:
    case = desk.rules.case
    given = RegisterCase(
        channel=case.channel,
        kind=desk.rules.kind.of(message.title),
        title=message.title,
        content=message.content,
        district=district,
        external_no=message.source_id,
        urgency=case.urgency,
        enterprise=case.enterprise,
    )
    return (await desk.do(register_case, desk.staff.hotline, given)).case_id


async def _dispatch(desk: Desk, case_id: UUID) -> None:
    read = Read(desk.line)
    proposals = await proposals_of(read, desk.services, await case_view_of(read, case_id))
    if not proposals.leads:
        raise Refused(NO_LEAD)
    lead = DispatchTarget(unit_id=proposals.leads[0].unit_id, role=Role.LEAD)
    await desk.do(dispatch_case, desk.staff.hotline, DispatchCase(case_id=case_id, targets=(lead,)))
