"""renewUtilityTicketLease: go on holding a ticket."""

from core.api import Outcome, UnitOfWork, Viewer
from plugins.utility_queues import leases
from plugins.utility_queues.inputs import HeldTicket
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.subject import workable


async def renew_lease(uow: UnitOfWork, actor: Viewer, input: HeldTicket) -> Outcome:
    """The lease ends its full time from now. Raises STALE_LEASE."""
    found = await workable(uow, actor, input.ticket_id, Operation.WORK_TICKET)
    seconds = uow.services.plugins.settings(UtilityQueuesSettings, found["gate"]).lease_seconds
    await leases.renew(uow, actor.id, found["id"], input.lease_token, seconds=seconds)
    return Outcome(found["case_id"], found["id"], input.lease_token)
