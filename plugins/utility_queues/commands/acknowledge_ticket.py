"""acknowledgeUtilityTicket: the company accepts the assignment behind the ticket (签收)."""

from core.api import AcceptAssignment, Outcome, UnitOfWork, Viewer, accept_assignment
from plugins.utility_queues import leases
from plugins.utility_queues.inputs import OnTicket
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.subject import workable


async def acknowledge_ticket(uow: UnitOfWork, actor: Viewer, input: OnTicket) -> Outcome:
    """The core's acceptAssignment, done by whoever holds the ticket, who goes on holding it. Raises STALE_LEASE."""
    found = await workable(uow, actor, input.ticket_id, Operation.WORK_TICKET)
    leases.refuse_stale(found, actor.id, input.lease_token, uow.now)
    of = AcceptAssignment(assignment_id=found["assignment_id"], expected_version=input.expected_version)
    done = await accept_assignment(uow, actor, of)
    seconds = uow.services.plugins.settings(UtilityQueuesSettings, found["gate"]).lease_seconds
    await leases.renew(uow, actor.id, found["id"], input.lease_token, seconds=seconds)
    return Outcome(done.case_id, found["id"], done.version)
