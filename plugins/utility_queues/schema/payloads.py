"""What the mutations answer: the object as it is then, or why they were refused."""

from typing import TypeVar

import strawberry

from core.api import Outcome
from plugins.utility_queues.schema.types.areas import UtilityServiceArea
from plugins.utility_queues.schema.types.outages import UtilityOutageNotice
from plugins.utility_queues.schema.types.roster import UtilityRoster
from plugins.utility_queues.schema.types.tickets import UtilityExtension, UtilityTicket
from schema.api import Info, UserError, data

ERRORS = "Why it was refused; empty when done.\n业务拒绝原因"


@strawberry.type
class UtilityServiceAreaPayload:
    """Inherited by payloads about a service area."""

    service_area: UtilityServiceArea | None = strawberry.field(description="As it is now.\n操作后的服务范围")
    user_errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.type
class UtilityRosterPayload:
    """Inherited by payloads about a roster."""

    roster: UtilityRoster | None = strawberry.field(description="As it is now.\n操作后的值班表")
    user_errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.type
class UtilityTicketPayload:
    """Inherited by payloads about a ticket."""

    ticket: UtilityTicket | None = strawberry.field(description="As it is now.\n操作后的企业工单")
    user_errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.type
class UtilityExtensionPayload:
    """Inherited by payloads about an extension."""

    extension: UtilityExtension | None = strawberry.field(description="As it is now.\n操作后的延长申请")
    user_errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.type
class UtilityOutagePayload:
    """Inherited by payloads about an outage notice."""

    notice: UtilityOutageNotice | None = strawberry.field(description="As it is now.\n操作后的停供通知")
    user_errors: list[UserError] = strawberry.field(description=ERRORS)


Done = Outcome | list[UserError]
A = TypeVar("A", bound=UtilityServiceAreaPayload)
R = TypeVar("R", bound=UtilityRosterPayload)
T = TypeVar("T", bound=UtilityTicketPayload)
N = TypeVar("N", bound=UtilityOutagePayload)
E = TypeVar("E", bound=UtilityExtensionPayload)


async def area_payload(payload: type[A], info: Info, done: Done) -> A:
    """With the area."""
    if isinstance(done, list):
        return payload(service_area=None, user_errors=done)
    return payload(service_area=data.reference(info, UtilityServiceArea, done.object_id), user_errors=[])


async def roster_payload(payload: type[R], info: Info, done: Done) -> R:
    """With the roster."""
    if isinstance(done, list):
        return payload(roster=None, user_errors=done)
    return payload(roster=data.reference(info, UtilityRoster, done.object_id), user_errors=[])


async def ticket_payload(payload: type[T], info: Info, done: Done) -> T:
    """With the ticket."""
    if isinstance(done, list):
        return payload(ticket=None, user_errors=done)
    return payload(ticket=data.reference(info, UtilityTicket, done.object_id), user_errors=[])


async def notice_payload(payload: type[N], info: Info, done: Done) -> N:
    """With the notice."""
    if isinstance(done, list):
        return payload(notice=None, user_errors=done)
    return payload(notice=data.reference(info, UtilityOutageNotice, done.object_id), user_errors=[])


async def extension_payload(payload: type[E], info: Info, done: Done) -> E:
    """With the extension."""
    if isinstance(done, list):
        return payload(extension=None, user_errors=done)
    return payload(extension=data.reference(info, UtilityExtension, done.object_id), user_errors=[])
