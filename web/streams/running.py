"""The operations that run on one connection."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from graphql import GraphQLError, OperationType
from structlog.contextvars import bind_contextvars

from core.errors import Refused
from schema.gate.gate import Admitted
from web.documents.asked import GraphQLRequest
from web.http.trace import logged
from web.streams.listeners import Caller, Ear, Take
from web.streams.operations import Operations
from web.streams.packets import Answer
from web.streams.places import refuse_one_more
from web.streams.registry import Streams
from web.streams.telling import errors_of


class Speaker(Protocol):
    """Tells the client, in its transport's own form, what becomes of the operation it calls `id_`."""

    def take(self, id_: str) -> Take | None:
        """How to tell many answers at once, or not at all, without waiting; None where that cannot be."""

    async def answered(self, id_: str, answer: Answer) -> None:
        """One answer."""

    async def completed(self, id_: str) -> None:
        """There are no more."""

    async def failed(self, id_: str, errors: Sequence[GraphQLError]) -> None:
        """There are no more, because of this."""


@dataclass(slots=True, eq=False)
class _One:
    kind: OperationType
    task: "asyncio.Task[None] | None" = None


class RunningOperations:
    """By the ids that the client has given them. Of an operation that was left nothing more is told."""

    def __init__(self, operations: Operations, streams: Streams, speaker: Speaker) -> None:
        self._operations, self._streams, self._speaker = operations, streams, speaker
        self._running: dict[str, _One] = {}

    def __contains__(self, id_: str) -> bool:
        return id_ in self._running

    def admit(self, request: GraphQLRequest, caller: Caller) -> Admitted:
        """The operation, if it may run here and now. Whatever it raises, `errors_of` tells."""
        admitted = self._operations.admit(request, caller.live.now, caller.connection)
        refuse_one_more(admitted.kind, [one.kind for one in self._running.values()], self._streams.limits)
        return admitted

    def begin(self, id_: str, admitted: Admitted, variables: dict[str, object], caller: Caller) -> None:
        """Run it; its id must be free."""
        one = self._running[id_] = _One(admitted.kind)
        one.task = asyncio.create_task(self._run(id_, one, admitted, variables, caller))

    def leave(self, id_: str) -> None:
        """Nobody waits for it any more. Whether a mutation was done must not be left open: it goes on."""
        self._leave(self._running.pop(id_, None))

    async def withdraw(self, refused: Refused) -> None:
        """End every subscription with a code: each was opened with a right that is no more."""
        lost = [id_ for id_, one in self._running.items() if one.kind is OperationType.SUBSCRIPTION]
        for id_ in lost:
            self.leave(id_)
            await self._speaker.failed(id_, errors_of(refused))

    async def answering(self, seconds: float) -> None:
        """Wait for queries and mutations to end, so long at most."""
        tasks = [one.task for one in self._running.values() if one.task and one.kind is not OperationType.SUBSCRIPTION]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    async def stop(self) -> None:
        """Leave all, and wait until what they held is given back."""
        left, self._running = list(self._running.values()), {}
        for one in left:
            self._leave(one)
        ended = [one.task for one in left if one.task and one.kind is not OperationType.MUTATION]
        if ended:
            await asyncio.wait(ended, timeout=self._streams.limits.drain)

    def _leave(self, one: _One | None) -> None:
        if one is None or one.task is None:
            return
        if one.kind is OperationType.MUTATION:
            self._streams.leave_alone(one.task)
        else:
            one.task.cancel()

    async def _run(self, id_: str, one: _One, admitted: Admitted, variables: dict[str, object], caller: Caller) -> None:
        bind_contextvars(**logged(caller.traceparent))  # the task's own: it ends with it
        try:
            ear = self._ear(id_, one)
            async with aclosing(self._operations.answers(admitted, variables, caller, ear)) as answers:
                async for answer in answers:
                    await ear.answered(answer)
        except Exception as failure:
            errors = errors_of(failure)  # a fault is logged, whether anybody still listens or not
            if self._running.get(id_) is one:
                del self._running[id_]  # first: the client may use the id again as soon as it hears of the end
                await self._speaker.failed(id_, errors)
        else:
            if self._running.get(id_) is one:
                del self._running[id_]
                await self._speaker.completed(id_)

    def _ear(self, id_: str, one: _One) -> Ear:
        take = self._speaker.take(id_)

        async def answered(answer: Answer) -> None:
            if self._running.get(id_) is one:
                await self._speaker.answered(id_, answer)

        return Ear(take and (lambda packet: self._running.get(id_) is one and take(packet)), answered)
