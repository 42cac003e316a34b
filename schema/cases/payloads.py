"""What mutations on cases answer."""

from typing import TypeVar

import strawberry

from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.errors import UserError
from schema.inputs import CommandInput
from schema.mutation import Command, run


@strawberry.type
class CasePayload:
    """Inherited by payloads of mutations on a case."""

    case: Case | None = strawberry.field(
        description="The case as it is now; null when refused, or not yours to see.\n操作后的工单"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


I = TypeVar("I")  # noqa: E741 - the input
P = TypeVar("P", bound=CasePayload)


async def answer(payload: type[P], info: Info, command: Command[I], input: CommandInput[I]) -> P:
    """Run the command; the payload tells the case as it is then, or why it was refused."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(case=None, user_errors=done)
    return payload(case=data.reference(info, Case, done.case_id), user_errors=[])
