"""The endpoint `/graphql` over plain HTTP.

One request: method and media type, body, cross-site check, authentication, the gate, execution, answer. Each step is a
function elsewhere that returns its product or raises a Refusal; what a refusal, a deadline or a fault becomes is said
once, in `_answer`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, TypeVar

import strawberry
from graphql import OperationType
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from schema.faults import process_errors
from schema.gate.execution import execute
from schema.gate.gate import Admitted, Introspector
from schema.gate.prepared import DocumentRefused
from web.documents.admission import Admission
from web.http.body import graphql_request
from web.http.body_limit import BodyLimit
from web.http.codes import DEADLINE_EXCEEDED
from web.http.csrf import refuse_cross_site
from web.http.methods import refuse_kind, refuse_other_methods
from web.http.metrics import TransportMetrics
from web.http.negotiation import JSON, media_type
from web.http.refusals import Refusal
from web.http.responses import document_refused, executed, failed, planned, refused
from web.http.supervision import ClientLeft, DeadlineExceeded, watched, within

BODY_LIMIT = 1 << 20
DEADLINE = 10.0

ViewerT = TypeVar("ViewerT", bound=Introspector)
Authenticate = Callable[[Request], Awaitable[ViewerT | Refusal]]
ContextFactory = Callable[[ViewerT, Request], Awaitable[object]]
Reads = Callable[[Admitted, dict[str, Any], object], Awaitable[bytes | None]]
"""Answers a query's JSON from its plan; None where the executor is to answer."""


async def unplanned(_admitted: Admitted, _variables: dict[str, Any], _context: object) -> bytes | None:
    """Reads without plans."""
    return None


@dataclass(slots=True)
class _Progress:
    """What is known of a request so far, for answering and counting it wherever it ends."""

    media: str = JSON
    kind: str = "none"
    outcome: str = "refused"


class GraphQLEndpoint(Generic[ViewerT]):
    """An ASGI application for one schema; mount it with `Route("/graphql", endpoint)`.

    `authenticate` says who asks, or refuses; `context_factory` makes the context the resolvers see; `reads` answers what it can
    before the executor is asked. `deadline` is in
    seconds, `body_limit` in bytes.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        context_factory: ContextFactory[ViewerT],
        *,
        authenticate: Authenticate[ViewerT],
        admission: Admission,
        metrics: TransportMetrics,
        reads: Reads = unplanned,
        deadline: float = DEADLINE,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        self._schema, self._admission, self._metrics, self._deadline = schema, admission, metrics, deadline
        self._authenticate, self._context_factory, self._reads = authenticate, context_factory, reads
        self._limited = BodyLimit(self._serve, body_limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        await self._limited(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, progress, started = Request(scope, receive), _Progress(), perf_counter()
        try:
            response = await self._answer(request, progress)
            if response:
                await response(scope, receive, send)
        finally:
            self._metrics.record(progress.kind, progress.outcome, perf_counter() - started)

    async def _answer(self, request: Request, progress: _Progress) -> Response | None:
        try:
            return await self._run(request, progress)
        except Refusal as refusal:
            return refused(request, refusal, progress.media)
        except DocumentRefused as document:
            return document_refused(request, document.errors, progress.media)
        except DeadlineExceeded:
            progress.outcome = "deadline"
            return refused(request, Refusal(DEADLINE_EXCEEDED, 503, seconds=self._deadline), progress.media)
        except (ClientLeft, ClientDisconnect):
            progress.outcome = "left"
            return None
        except HTTPException:  # Starlette's body limit, on its way to BodyLimit
            raise
        except Exception as fault:
            progress.outcome = "fault"
            return failed(request, fault, progress.media)

    async def _run(self, request: Request, progress: _Progress) -> Response:
        refuse_other_methods(request)
        progress.media = media_type(request)
        asked = await graphql_request(request)
        refuse_cross_site(request)
        viewer = await self._viewer(request)
        await within(self._admission.turn(asked), self._deadline)
        admitted = self._admission.paid(asked, viewer, request)
        progress.kind = admitted.kind.value
        refuse_kind(request, admitted.kind)
        work = self._execute(request, viewer, admitted, asked.variables)
        if admitted.kind is OperationType.QUERY:
            result = await watched(work, self._deadline, request.receive)
        else:  # a mutation goes on when its caller leaves: cancelled, it would be left open whether it was done
            result = await within(work, self._deadline)
        if isinstance(result, bytes):
            progress.outcome = "ok"
            return planned(result, progress.media)
        process_errors(result.errors or [])
        progress.outcome = "errors" if result.errors else "ok"
        return executed(request, result, progress.media)

    async def _viewer(self, request: Request) -> ViewerT:
        viewer = await within(self._authenticate(request), self._deadline)
        if isinstance(viewer, Refusal):
            raise viewer
        return viewer

    async def _execute(
        self, request: Request, viewer: ViewerT, admitted: Admitted, variables: dict[str, Any]
    ) -> ExecutionResult | bytes:
        context = await self._context_factory(viewer, request)
        return await self._reads(admitted, variables, context) or await execute(
            self._schema, admitted, variables, context
        )
