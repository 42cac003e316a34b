"""Running admitted operations for connections that stay open: one answer, or one for each event."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import OperationType
from starlette.requests import HTTPConnection
from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from schema.faults import process_errors
from schema.gate.execution import execute
from schema.gate.gate import Admitted
from schema.gate.prepared import DocumentRefused
from schema.gate.streaming import Subscription, subscribe
from web.auth.live import LiveViewer
from web.documents.admission import Admission
from web.documents.asked import GraphQLRequest
from web.http.codes import DEADLINE_EXCEEDED
from web.http.metrics import TransportMetrics
from web.http.negotiation import Language
from web.http.refusals import Refusal
from web.http.supervision import DeadlineExceeded, within
from web.streams.limits import StreamLimits
from web.streams.shared import SharedAnswers
from web.streams.telling import payload

_BREATH = 8
"""Events after which a stream lets the others have their turn."""

StreamContext = Callable[[Viewer, HTTPConnection, LiveViewer], object]


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """Who asks over one connection, and in which language."""

    connection: HTTPConnection
    live: LiveViewer
    language: Language


class Answer(NamedTuple):
    """The payload of one answer as JSON, and the event's cursor if it has one."""

    text: str
    cursor: str | None


class Operations:
    """What WebSocket and SSE run: the same gate, limits and error policy as plain HTTP.

    `context` makes what the resolvers see: once for a subscription's source, and once more for each of its events.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        context: StreamContext,
        *,
        admission: Admission,
        metrics: TransportMetrics,
        deadline: float = StreamLimits.deadline,
    ) -> None:
        self._schema, self._context, self._admission, self._metrics = schema, context, admission, metrics
        self._deadline, self._shared = deadline, SharedAnswers()

    def admit(self, request: GraphQLRequest, viewer: Viewer) -> Admitted:
        """See Admission."""
        return self._admission.admit(request, viewer)

    def answers(self, admitted: Admitted, variables: dict[str, Any], caller: Caller) -> AsyncGenerator[Answer, None]:
        """The answers, until the operation ends. Whatever it raises, `errors_of` tells. Close it."""
        several = admitted.kind is OperationType.SUBSCRIPTION
        return (self._events if several else self._only)(admitted, variables, caller)

    async def _only(
        self, admitted: Admitted, variables: dict[str, Any], caller: Caller
    ) -> AsyncGenerator[Answer, None]:
        yield Answer(await self._once(admitted, variables, caller), None)

    async def _once(self, admitted: Admitted, variables: dict[str, Any], caller: Caller) -> str:
        outcome, started = "errors", perf_counter()
        try:
            context = self._context(caller.live.now, caller.connection, caller.live)
            result = await self._timely(execute(self._schema, admitted, variables, context))
            errors = list(result.errors or ())
            process_errors(errors)
            if result.data is None and errors and all(error.path is None for error in errors):
                raise DocumentRefused(*errors)
            outcome = "errors" if errors else "ok"
            return payload(ExecutionResult(result.data, errors, result.extensions), caller.language)
        finally:
            self._metrics.record(admitted.kind.value, outcome, perf_counter() - started)

    async def _events(
        self, admitted: Admitted, variables: dict[str, Any], caller: Caller
    ) -> AsyncGenerator[Answer, None]:
        context = self._context(caller.live.now, caller.connection, caller.live)
        opened = await self._timely(subscribe(self._schema, admitted, variables, context))
        asked = (admitted.source, admitted.name, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS), caller.language)
        with self._metrics.subscribed():
            async with opened:
                try:
                    told = 0
                    async for event in opened.source:
                        yield Answer(await self._answer(opened, event, asked, caller), _cursor(event))
                        told += 1
                        if told % _BREATH == 0:
                            # A source that reads whole pages never waits for anybody; the others on this loop do.
                            await asyncio.sleep(0)
                except Exception as failure:
                    raise opened.failed(failure) from None

    async def _answer(self, opened: Subscription, event: object, asked: Hashable, caller: Caller) -> str:
        same = getattr(event, "shared_as", None)
        if same is None:
            return await self._made(opened, event, caller)
        key = (same, caller.live.audience, asked)
        return self._shared.get(key) or await self._shared.of(key, partial(self._made, opened, event, caller))

    async def _made(self, opened: Subscription, event: object, caller: Caller) -> str:
        context = self._context(caller.live.now, caller.connection, caller.live)
        return payload(await self._timely(opened.answer(event, context)), caller.language)

    async def _timely(self, work: Any) -> Any:
        try:
            return await within(work, self._deadline)
        except DeadlineExceeded:
            raise Refusal(DEADLINE_EXCEEDED, 503, seconds=self._deadline) from None


def _cursor(event: object) -> str | None:
    """A subscription that can be resumed gives each event its `cursor`."""
    cursor = getattr(event, "cursor", None)
    return cursor if isinstance(cursor, str) else None
