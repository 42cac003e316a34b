"""releaseUtilityTicket: let somebody else take the ticket."""

from core.api import Outcome, UnitOfWork, Viewer
from plugins.utility_queues import leases
from plugins.utility_queues.inputs import HeldTicket
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.subject import workable


async def release_ticket(uow: UnitOfWork, actor: Viewer, input: HeldTicket) -> Outcome:
    """The lease is over from now on. Raises STALE_LEASE."""
    found = await workable(uow, actor, input.ticket_id, Operation.WORK_TICKET)
    await leases.release(uow, actor.id, found["id"], input.lease_token)
    return Outcome(found["case_id"], found["id"], input.lease_token)
