"""What mutations on referrals answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from core.api import Outcome, UnitOfWork, Viewer
from plugins.discipline_referral.schema.types import DisciplineReferral
from schema.api import CommandInput, Info, UserError, data, run


@strawberry.type
class DisciplinePayload:
    """Inherited by payloads of mutations on a referral."""

    referral: DisciplineReferral | None = strawberry.field(
        description="The referral as it is now; null when refused, or not yours to see.\n操作后的问题线索"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


I = TypeVar("I")  # noqa: E741 - the input
P = TypeVar("P", bound=DisciplinePayload)
Command = Callable[[UnitOfWork, Viewer, I], Awaitable[Outcome]]


async def told(payload: type[P], info: Info, command: Command[I], input: CommandInput[I]) -> P:
    """Run the command; the payload tells the referral as it is then, or why it was refused."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(referral=None, user_errors=done)
    return payload(referral=data.reference(info, DisciplineReferral, done.object_id), user_errors=[])
