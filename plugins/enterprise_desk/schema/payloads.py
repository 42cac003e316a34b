"""What mutations on enterprises and measures answer; those on cases answer the case."""

from typing import TypeVar

import strawberry

from plugins.enterprise_desk.schema.types.enterprises import Enterprise
from plugins.enterprise_desk.schema.types.measures import EnterpriseMeasure
from schema.api import Command, CommandInput, Info, UserError, data, run


@strawberry.type
class EnterprisePayload:
    """Inherited by payloads of mutations on an enterprise."""

    enterprise: Enterprise | None = strawberry.field(
        description="The enterprise as it is now; null when refused, or not yours to see.\n操作后的企业档案"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class EnterpriseMeasurePayload:
    """Inherited by payloads of mutations on a measure."""

    measure: EnterpriseMeasure | None = strawberry.field(
        description="The measure as it is now; null when refused.\n操作后的惠企政策"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


I = TypeVar("I")  # noqa: E741 - the input
E = TypeVar("E", bound=EnterprisePayload)
M = TypeVar("M", bound=EnterpriseMeasurePayload)


async def answer_enterprise(payload: type[E], info: Info, command: Command[I], input: CommandInput[I]) -> E:
    """Run the command; the payload tells the enterprise as it is then, or why it was refused."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(enterprise=None, user_errors=done)
    return payload(enterprise=data.reference(info, Enterprise, done.object_id), user_errors=[])


async def answer_measure(payload: type[M], info: Info, command: Command[I], input: CommandInput[I]) -> M:
    """The same of a measure."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(measure=None, user_errors=done)
    return payload(measure=data.reference(info, EnterpriseMeasure, done.object_id), user_errors=[])
