"""What mutations on assignments answer."""

from typing import TypeVar

import strawberry

from schema.assignments.types import Assignment
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.errors import UserError
from schema.inputs import CommandInput
from schema.mutation import Command, run


@strawberry.type
class AssignmentPayload:
    """Inherited by payloads of mutations on an assignment."""

    assignment: Assignment | None = strawberry.field(
        description="The assignment as it is now; null when refused, or not yours to see.\n操作后的承办任务"
    )
    case: Case | None = strawberry.field(
        description="Its case as it is now; null when refused, or not yours to see.\n操作后的工单"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


I = TypeVar("I")  # noqa: E741 - the input
P = TypeVar("P", bound=AssignmentPayload)


async def answer(payload: type[P], info: Info, command: Command[I], input: CommandInput[I]) -> P:
    """Run the command; the payload tells the assignment and its case as they are then, or why it was refused."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(assignment=None, case=None, user_errors=done)
    assignment, case = data.reference(info, Assignment, done.object_id), data.reference(info, Case, done.case_id)
    return payload(assignment=assignment, case=case, user_errors=[])
