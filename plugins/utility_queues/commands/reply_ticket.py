"""replyUtilityTicket: the company tells whom it reached (联系诉求人) and what it did (反馈)."""

from dataclasses import asdict

from core.api import LogContact, Outcome, Refused, SubmitFeedback, UnitOfWork, Viewer, log_contact, submit_feedback
from plugins.utility_queues import leases
from plugins.utility_queues.errors import NOTHING_TO_REPLY
from plugins.utility_queues.inputs import ReplyTicket
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.subject import workable


async def reply_ticket(uow: UnitOfWork, actor: Viewer, input: ReplyTicket) -> Outcome:
    """The core's logContact, then its submitFeedback, after which nobody holds the ticket. Raises STALE_LEASE."""
    if input.contact is None and input.feedback is None:
        raise Refused(NOTHING_TO_REPLY, field=("input",))
    found = await workable(uow, actor, input.ticket_id, Operation.WORK_TICKET)
    leases.refuse_stale(found, actor.id, input.lease_token, uow.now)
    assignment_id, expected = found["assignment_id"], input.expected_version
    if input.contact is not None:
        contact = LogContact(assignment_id=assignment_id, expected_version=expected, **asdict(input.contact))
        done = await log_contact(uow, actor, contact)
        expected = done.version
    if input.feedback is not None:
        feedback = SubmitFeedback(assignment_id=assignment_id, expected_version=expected, **asdict(input.feedback))
        done = await submit_feedback(uow, actor, feedback)
        await leases.release(uow, actor.id, found["id"], input.lease_token)
    else:
        seconds = uow.services.plugins.settings(UtilityQueuesSettings, found["gate"]).lease_seconds
        await leases.renew(uow, actor.id, found["id"], input.lease_token, seconds=seconds)
    return Outcome(done.case_id, found["id"], done.version)
