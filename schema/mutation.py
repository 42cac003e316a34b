"""One mutation: a command in its transaction, done once per idempotency key.

@mutation("Send the case to its units.\\n派单")
async def dispatch_case(self, info: Info, input: DispatchCaseInput) -> DispatchCasePayload:
    done = await run(info, commands.dispatch_case, input)
    if isinstance(done, list):
        return DispatchCasePayload(case=None, user_errors=done)
    return DispatchCasePayload(case=await data.by_id(info, Case, done.case_id), user_errors=[])
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
from schema.idempotency import Entry
from schema.inputs import CommandInput
from schema.patience import bounded
from schema.unattended import demand

REPEATS = 3
"""How often a command decides again because the case moved under it."""

I = TypeVar("I")  # noqa: E741 - the input
Command = Callable[[UnitOfWork, Viewer, I], Awaitable[Outcome]]


class _TwinWon(Exception):
    """The same call has committed under the same key meanwhile."""


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
        # A twin may have committed after this call first looked, and is then why this one was refused.
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
    with bounded():
        async with unit_of_work(context.pool, context.services) as uow:
            if entry and (replay := await entry.done(uow)):
                return _replayed(context, replay)
            outcome = await command(uow, context.viewer, given)
            if entry and not await entry.keep(uow, outcome):
                raise _TwinWon
            return outcome


def _replayed(context: RequestContext, outcome: Outcome) -> Outcome:
    context.extensions["idempotentReplay"] = True
    return outcome
