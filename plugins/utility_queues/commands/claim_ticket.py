"""claimUtilityTicket: take a ticket to work on, for as long as a lease lasts."""

from core.api import Outcome, UnitOfWork, Viewer, allows
from plugins.utility_queues import leases
from plugins.utility_queues.companies import Company, acting_for
from plugins.utility_queues.inputs import ClaimTicket
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.subject import workable
from plugins.utility_queues.vocabulary import PLUGIN

_LEVELS = range(4)


async def claim_ticket(uow: UnitOfWork, actor: Viewer, input: ClaimTicket) -> Outcome:
    """The outcome's version is the lease's token, so that a repeated call is answered the token it was given then.

    Raises NOTHING_READY, or for a named ticket TICKET_HELD and TICKET_DONE.
    """
    plugins = uow.services.plugins
    if input.ticket_id is None:
        of = await acting_for(uow, actor, Operation.WORK_TICKET, input.company_id)
        lease = await leases.claim_next(
            uow,
            actor.id,
            of.id,
            gates=plugins.switches.districts(PLUGIN),
            clearance=_clearance(actor, of),
            seconds=plugins.settings(UtilityQueuesSettings).lease_seconds,
        )
    else:
        found = await workable(uow, actor, input.ticket_id, Operation.WORK_TICKET)
        seconds = plugins.settings(UtilityQueuesSettings, found["gate"]).lease_seconds
        lease = await leases.claim_this(uow, actor.id, found["id"], seconds=seconds)
    return Outcome(lease.case_id, lease.ticket_id, lease.token)


def _clearance(actor: Viewer, of: Company) -> int:
    """How closely kept a case may be."""
    return max(level for level in _LEVELS if allows(actor, Operation.WORK_TICKET, of.target(level)))
