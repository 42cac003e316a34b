"""What mutations of the desk answer."""

from typing import TypeVar

import strawberry

from plugins.legal_desk.schema.keeping import LegalConflict, LegalRosterEntry, LegalTemplate
from plugins.legal_desk.schema.types import LegalConsultation
from schema.api import Case, Command, CommandInput, Info, UserError, data, run


@strawberry.type
class ConsultationPayload:
    """Inherited by payloads of mutations on a consultation."""

    consultation: LegalConsultation | None = strawberry.field(
        description="The consultation as it is now; null when refused, or not yours to see.\n法律咨询"
    )
    case: Case | None = strawberry.field(description="Its case; null when refused, or not yours to see.\n工单")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class RosterPayload:
    """Inherited by payloads of mutations on the roster."""

    entry: LegalRosterEntry | None = strawberry.field(description="The entry; null when refused.\n排班")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class TemplatePayload:
    """Inherited by payloads of mutations on templates."""

    template: LegalTemplate | None = strawberry.field(description="The template; null when refused.\n模板")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class ConflictPayload:
    """Inherited by payloads of mutations on conflicts of interest."""

    conflict: LegalConflict | None = strawberry.field(description="The conflict; null when refused.\n利益冲突登记")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


I = TypeVar("I")  # noqa: E741 - the input
C = TypeVar("C", bound=ConsultationPayload)
R = TypeVar("R", bound=RosterPayload)
T = TypeVar("T", bound=TemplatePayload)
X = TypeVar("X", bound=ConflictPayload)


async def consulted(payload: type[C], info: Info, command: Command[I], input: CommandInput[I]) -> C:
    """Run the command; the payload tells consultation and case as they are then, or why it was refused."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(consultation=None, case=None, user_errors=done)
    found = data.reference(info, LegalConsultation, done.object_id)
    return payload(consultation=found, case=data.reference(info, Case, done.case_id), user_errors=[])


async def rostered(payload: type[R], info: Info, command: Command[I], input: CommandInput[I]) -> R:
    """The same for the roster."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(entry=None, user_errors=done)
    return payload(entry=data.reference(info, LegalRosterEntry, done.object_id), user_errors=[])


async def templated(payload: type[T], info: Info, command: Command[I], input: CommandInput[I]) -> T:
    """The same for templates."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(template=None, user_errors=done)
    return payload(template=data.reference(info, LegalTemplate, done.object_id), user_errors=[])


async def conflicting(payload: type[X], info: Info, command: Command[I], input: CommandInput[I]) -> X:
    """The same for conflicts of interest."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(conflict=None, user_errors=done)
    return payload(conflict=data.reference(info, LegalConflict, done.object_id), user_errors=[])
