"""Running admitted operations for connections that stay open: one answer, or one for each event."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable, Sequence
from functools import partial
from inspect import ismethod
from time import perf_counter
from typing import Any

import strawberry
from graphql import OperationType
from starlette.requests import HTTPConnection
from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from schema.context import Live, RequestContext
from schema.faults import process_errors
from schema.gate.execution import execute
from schema.gate.gate import Admitted
from schema.gate.limits import Limits
from schema.gate.prepared import DocumentRefused
from schema.gate.streaming import Subscription, subscribe
from schema.streams.relay import Told
from web.auth.live import LiveViewers
from web.documents.admission import Admission
from web.documents.asked import GraphQLRequest
from web.http.codes import DEADLINE_EXCEEDED
from web.http.graphql import Reads, unplanned
from web.http.metrics import TransportMetrics
from web.http.refusals import Refusal
from web.http.supervision import DeadlineExceeded, within
from web.streams.asked import asked
from web.streams.groups import Groups
from web.streams.lanes import Lanes
from web.streams.limits import StreamLimits
from web.streams.listeners import Caller, Ear
from web.streams.packets import Answer
from web.streams.pause import Pause, at_once, rest
from web.streams.relay import GroupRelay
from web.streams.telling import payload

_BREATH = 8
"""Events after which a stream lets the others have their turn."""

_LANES = 4
"""Answers that streams make for themselves at a time."""

_AT_ONCE = Limits().cost
"""Points of the answers that a group makes at a time: together they hold no more than one request may ask for."""

StreamContext = Callable[[Viewer, HTTPConnection, Live], RequestContext]


class Operations:
    """What WebSocket and SSE run: the same gate, limits and error policy as plain HTTP.

    `context` makes what the resolvers see: once for a subscription's source, and once more for each of its events. What
    many listen to is told by groups, see `web.streams.group`.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        context: StreamContext,
        viewers: LiveViewers,
        *,
        admission: Admission,
        metrics: TransportMetrics,
        reads: Reads = unplanned,
        deadline: float = StreamLimits.deadline,
        pause: Pause = at_once,
    ) -> None:
        self._schema, self._context, self._admission, self._metrics = schema, context, admission, metrics
        self._deadline, self._viewers, self.groups = deadline, viewers, Groups()
        self._lanes, self._reads, self._pause = Lanes(_LANES), reads, pause

    def admit(self, request: GraphQLRequest, viewer: Viewer, connection: HTTPConnection) -> Admitted:
        """See Admission.paid."""
        return self._admission.paid(request, viewer, connection)

    def answers(
        self, admitted: Admitted, variables: dict[str, Any], caller: Caller, ear: Ear
    ) -> AsyncGenerator[Answer, None]:
        """The answers, until the operation ends, but for those that `ear` is told together with others meanwhile.

        Whatever it raises, `errors_of` tells. Close it.
        """
        if admitted.kind is OperationType.SUBSCRIPTION:
            return self._events(admitted, variables, caller, ear)
        return self._only(admitted, variables, caller)

    async def _only(
        self, admitted: Admitted, variables: dict[str, Any], caller: Caller
    ) -> AsyncGenerator[Answer, None]:
        yield Answer(await self._once(admitted, variables, caller), None)

    async def _once(self, admitted: Admitted, variables: dict[str, Any], caller: Caller) -> str:
        outcome, started = "errors", perf_counter()
        try:
            context = self._context_of(caller, caller.live)
            context.traceparent = caller.traceparent
            result = await self._timely(self._run(admitted, variables, context))
            if isinstance(result, bytes):
                outcome = "ok"
                return result.decode()
            errors = list(result.errors or ())
            process_errors(errors)
            if result.data is None and errors and all(error.path is None for error in errors):
                raise DocumentRefused(*errors)
            outcome = "errors" if errors else "ok"
            return payload(ExecutionResult(result.data, errors, result.extensions), caller.language)
        finally:
            self._metrics.record(admitted.kind.value, outcome, perf_counter() - started)

    async def _run(
        self, admitted: Admitted, variables: dict[str, Any], context: RequestContext
    ) -> ExecutionResult | bytes:
        return await self._reads(admitted, variables, context) or await execute(
            self._schema, admitted, variables, context
        )

    async def _events(
        self, admitted: Admitted, variables: dict[str, Any], caller: Caller, ear: Ear
    ) -> AsyncGenerator[Answer, None]:
        context = self._context_of(caller, caller.live)
        opened = await self._timely(subscribe(self._schema, admitted, variables, context))
        what = asked(admitted, variables, caller.language)
        context.relay = self._relay(opened, what, admitted.cost, caller, ear)
        with self._metrics.subscribed():
            async with opened:
                try:
                    told = 0
                    async for event in opened.source:
                        async with self._lanes.turn(caller.live.account):
                            answer = await self._answer(opened, event, self._context_of(caller, caller.live), caller)
                        yield answer
                        told += 1
                        # Before the next is looked for: what was found must not wait, rights may change meanwhile.
                        await rest(self._pause((caller.live.now,), admitted.cost))
                        if told % _BREATH == 0:
                            # A source that reads whole pages never waits for anybody; the others on this loop do.
                            await asyncio.sleep(0)
                except Exception as failure:
                    raise opened.failed(failure) from None

    def _relay(self, opened: Subscription, what: Hashable, cost: int, caller: Caller, ear: Ear) -> GroupRelay:
        return GroupRelay(
            self.groups, self._viewers, what, caller, ear, self._context_of, partial(self._answers, opened, caller),
            max(1, _AT_ONCE // max(1, cost)), lambda viewers, told: self._pause(viewers, told * cost),
        )  # fmt: skip

    async def _answers(
        self, opened: Subscription, caller: Caller, told: Sequence[Told], context: Callable[[], RequestContext]
    ) -> list[Answer]:
        """The answers to events that are told together: what they load, they load together."""
        contexts = [context() for _ in told]
        for one in contexts:
            one.loaders = contexts[0].loaders
        made = zip(told, contexts, strict=True)
        return await asyncio.gather(*(self._answer(opened, one.event, own, caller) for one, own in made))

    async def _answer(self, opened: Subscription, event: object, context: RequestContext, caller: Caller) -> Answer:
        return Answer(payload(await self._timely(opened.answer(event, context)), caller.language), _cursor(event))

    def _context_of(self, caller: Caller, live: Live) -> RequestContext:
        return self._context(live.now, caller.connection, live)

    async def _timely(self, work: Any) -> Any:
        try:
            return await within(work, self._deadline)
        except DeadlineExceeded:
            raise Refusal(DEADLINE_EXCEEDED, 503, seconds=self._deadline) from None


def _cursor(event: object) -> str | None:
    """A subscription that can be resumed gives each event its `cursor`, which may be a field that is reckoned."""
    cursor = getattr(event, "cursor", None)
    cursor = cursor() if ismethod(cursor) else cursor
    return cursor if isinstance(cursor, str) else None
