"""The ticket an act is about: seen, allowed, and in a district where the plug-in is on."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    PLUGIN_DISABLED,
    NotAllowed,
    NotFound,
    Refused,
    Row,
    Stale,
    StaleDetail,
    Target,
    UnitOfWork,
    Viewer,
    allows,
    assignment,
    case_file,
)
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.tables import ticket
from plugins.utility_queues.vocabulary import PLUGIN

_TICKET = (
    select(
        ticket,
        assignment.c.unit_path,
        case_file.c.district_path,
        case_file.c.registered_by,
        case_file.c.secrecy,
        case_file.c.respondent_path,
        case_file.c.gate,
    )
    .join(assignment, assignment.c.id == ticket.c.assignment_id)
    .join(case_file, case_file.c.id == ticket.c.case_id)
    .where(ticket.c.id == bindparam("id", type_=Uuid(as_uuid=True)))
)


async def workable(uow: UnitOfWork, actor: Viewer, ticket_id: UUID, operation: str) -> Row:
    """The ticket with its case's place. Raises NotFound, PLUGIN_DISABLED or NotAllowed."""
    field = ("input", "ticketId")
    row = await uow.fetch_one(_TICKET, id=ticket_id)
    if row is None:
        raise NotFound(field=field)
    target = Target(
        row["district_path"], (row["unit_path"],), row["registered_by"], row["secrecy"], row["respondent_path"]
    )
    if not all(allows(actor, seen, target) for seen in ("assignment.read", Operation.TICKET_READ)):
        raise NotFound(field=field)
    if not uow.services.plugins.switches.on(PLUGIN, row["gate"]):
        raise Refused(PLUGIN_DISABLED, plugin=PLUGIN)
    if not allows(actor, operation, target):
        raise NotAllowed(operation)
    return row


def refuse_moved(version: int, expected: int | None) -> None:
    """Raises Stale when the object is no longer as the caller read it."""
    if expected is not None and expected != version:
        raise Stale(StaleDetail(version))
