"""One mutation: a command in its transaction, done once per idempotency key.

@mutation("Send the case to its units.\\n派单")
async def dispatch_case(self, info: Info, input: DispatchCaseInput) -> DispatchCasePayload:
    done = await run(info, commands.dispatch_case, input)
    if isinstance(done, list):
        return DispatchCasePayload(case=None, user_errors=done)
    return DispatchCasePayload(case=data.reference(info, Case, done.case_id), user_errors=[])
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from core.access.viewer import Viewer
from core.cases.outcome import Outcome
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import RETRY_LATER, Refused, VersionMoved
from schema.context import Info, RequestContext
from schema.errors import UserError, user_error
from schema.idempotency import KEPT_ONCE, Entry
from schema.inputs import CommandInput
from schema.patience import bounded
from schema.unattended import demand

REPEATS = 3
"""How often a command decides again because the case moved under it."""

I = TypeVar("I")  # noqa: E741 - the input
Command = Callable[[UnitOfWork, Viewer, I], Awaitable[Outcome]]


class _TwinWon(Exception):
    """A call has committed under the same key already, or meanwhile."""


async def run(info: Info, command: Command[I], input: CommandInput[I]) -> Outcome | list[UserError]:
    """What the command answers, or why it was refused; a refusal has written nothing.

    With an idempotency key, in the input or the request's header, the call is done once: a repeat answers the former
    outcome and sets `extensions.idempotentReplay`.
    """
    context = info.context
    try:
        demand(context, input)
        given = input.command()
        outcome = await _once(context, command, given, _entry(info, input.idempotency_key, given))
    except Refused as refused:
        return [user_error(refused, context.codes, context.language)]
    context.loaders.clear()
    return outcome


def _entry(info: Info, key: str | None, given: object) -> Entry | None:
    context = info.context
    key = key if isinstance(key, str) else context.idempotency_key
    if key is None:
        return None
    return Entry.of(context.viewer.id, key, info.field_name, given, secret=context.signing_key)


async def _once(context: RequestContext, command: Command[I], given: I, entry: Entry | None) -> Outcome:
    try:
        return await _patiently(context, command, given, entry)
    except (Refused, _TwinWon):
        # Nobody looked before: if the call was done already, that is why it is refused now, or not written twice.
        replay = await entry.done(context.read) if entry else None
        if replay is None:
            raise
        return _replayed(context, replay)


async def _patiently(context: RequestContext, command: Command[I], given: I, entry: Entry | None) -> Outcome:
    for _ in range(1 + REPEATS):
        try:
            return await _attempt(context, command, given, entry)
        except (VersionMoved, asyncpg.DeadlockDetectedError):
            continue
    raise Refused(RETRY_LATER)


async def _attempt(context: RequestContext, command: Command[I], given: I, entry: Entry | None) -> Outcome:
    try:
        with bounded():
            async with unit_of_work(context.kept or context.pool, context.services, context.traceparent) as uow:
                outcome = await command(uow, context.viewer, given)
                if entry:
                    await entry.keep(uow, outcome)
                return outcome
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == KEPT_ONCE:
            raise _TwinWon from None
        raise


def _replayed(context: RequestContext, outcome: Outcome) -> Outcome:
    context.extensions["idempotentReplay"] = True
    return outcome
