from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.assignments.model import assignment
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.answer_case import answer_case
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.log_contact import log_contact
from core.cases.commands.register_case import register_case
from core.cases.commands.submit_feedback import submit_feedback
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.feedback import ApproveFeedback, SubmitFeedback
from core.cases.inputs.handling import AcceptAssignment, LogContact
from core.cases.inputs.intake import AnswerCase, RegisterCase, ReporterDetails
from core.cases.inputs.triage import AcceptCase
from core.cases.states import CaseState, Channel, Kind, Role
from core.errors import NotFound
from core.ids import new_id
from core.reporters.queries import OwnCase, own_case
from core.units.model import unit
from tests.support.office import START, Office

WHO = ReporterDetails(name="张三丰", phone="13853812345", identity_no="370902199001011234")


async def register(office: Office) -> UUID:
    """A case of a named reporter."""
    case = RegisterCase(
        channel=Channel.WEB, kind=Kind.HELP_REQUEST, title="路灯不亮", content="x", district="370902", reporter=WHO
    )
    return UUID(str((await office.run(register_case, "operator", case)).case_id))


async def view(office: Office, case_id: UUID) -> OwnCase:
    """What the reporter sees."""
    return await own_case(office.read, office.services.keys, case_id)


def answers(seen: OwnCase) -> list[tuple[str, datetime, str]]:
    """Each with the column it stands in."""
    return [(one.column, one.at, one.text) for one in seen.answers]


async def test_a_reporter_sees_how_the_case_stands_and_their_own_data_masked(office: Office) -> None:
    id_ = await register(office)
    seen = await view(office, id_)
    assert (seen.id, seen.state, seen.kind, seen.registered_at) == (
        id_,
        CaseState.RECEIVED,
        Kind.HELP_REQUEST,
        START,
    )
    assert (seen.name, seen.phone, seen.identity_no) == ("张**", "138****2345", "3709**********1234")
    assert (seen.address, seen.email, seen.closed_at, seen.answers) == (None, None, None, ())
    assert seen.due_at == START + timedelta(hours=2)


async def test_what_was_answered_on_the_spot_is_shown(office: Office) -> None:
    id_ = await register(office)
    await office.run(answer_case, "operator", AnswerCase(case_id=id_, reply="请拨打供电服务热线。"))
    seen = await view(office, id_)
    assert (seen.state, answers(seen)) == (CaseState.ANSWERED, [("triage.told", START, "请拨打供电服务热线。")])


async def _handled(office: Office, case_id: UUID) -> UUID:
    await office.run(accept_case, "dispatcher", AcceptCase(case_id=case_id, category="0101"))
    to = await office.read.fetch_value(select(unit.c.id).where(unit.c.code == "ta-housing"))
    target = DispatchTarget(unit_id=to, role=Role.LEAD, basis="x")
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))
    part = UUID(str(await office.read.fetch_value(select(assignment.c.id))))
    await office.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=part))
    contact = LogContact(assignment_id=part, method="PHONE", outcome="REACHED", note="x")
    await office.run(log_contact, "unit_handler", contact)
    feedback = SubmitFeedback(
        assignment_id=part, facts_true=True, within_remit=True, resolved=True, actions_taken="内部说明",
        public_reply="路灯已修复。",
    )  # fmt: skip
    await office.run(submit_feedback, "unit_handler", feedback)
    return part


async def test_a_reply_is_shown_when_it_is_approved_and_never_what_is_internal(office: Office) -> None:
    id_ = await register(office)
    part = await _handled(office, id_)
    assert (await view(office, id_)).answers == ()
    await office.run(approve_feedback, "reviewer", ApproveFeedback(assignment_id=part))
    seen = await view(office, id_)
    assert (seen.state, answers(seen)) == (
        CaseState.PENDING_CALLBACK, [("feedback.public_reply", START, "路灯已修复。")]
    )  # fmt: skip
    assert "内部说明" not in repr(seen)


async def test_what_a_co_handler_writes_is_not_the_answer(office: Office) -> None:
    id_ = await register(office)
    part = await _handled(office, id_)
    await office.run(approve_feedback, "reviewer", ApproveFeedback(assignment_id=part))
    async with office.pool.acquire() as connection:
        await connection.execute("UPDATE assignment SET role = 'CO_HANDLER'")
    assert (await view(office, id_)).answers == ()


async def test_an_absent_case_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        await view(office, new_id())
