"""The endpoint `/graphql/stream`: GraphQL over server-sent events, in both modes of that protocol.

Distinct connections mode: GET or POST an operation, and its answers are the events of the response. Single connection mode:
PUT gives a token, GET with it opens the stream, POST with it runs an operation there (`extensions.operationId`), DELETE
with it ends one (`?operationId=`).
"""

from contextlib import ExitStack
from typing import Final

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from schema.gate.gate import Admitted
from schema.gate.prepared import DocumentRefused
from web.auth.authenticate import Authenticator, SignedIn
from web.documents.asked import GraphQLRequest
from web.http.body import graphql_request
from web.http.body_limit import BodyLimit
from web.http.codes import METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNAUTHENTICATED
from web.http.csrf import refuse_cross_site
from web.http.graphql import BODY_LIMIT
from web.http.methods import refuse_kind_by_get
from web.http.metrics import TransportMetrics
from web.http.negotiation import GRAPHQL, accepts, language
from web.http.refusals import Refusal, bad_request
from web.http.responses import document_refused, refused
from web.http.source import host_of
from web.http.trace import HEADER, trace_of, traceparent
from web.sse.held import HeldStreams
from web.sse.resume import resumed
from web.sse.speakers import THE_ONE, DistinctSpeaker
from web.sse.stream import EVENT_STREAM, EventStream
from web.sse.table import StreamTable
from web.streams.listeners import Caller
from web.streams.operations import Operations
from web.streams.places import whose
from web.streams.registry import Streams
from web.streams.running import RunningOperations
from web.streams.telling import errors_of

ALLOW: Final = "DELETE, GET, POST, PUT"
STREAM_HEADER: Final = "x-graphql-event-stream-token"
LONGEST_ID: Final = 128
_BY_STATUS: Final = (401, 403, 429, 503)


class EventStreamEndpoint:
    """An ASGI application; mount it with `Route("/graphql/stream", endpoint)`."""

    def __init__(
        self,
        streams: Streams,
        operations: Operations,
        *,
        held: HeldStreams,
        table: StreamTable,
        authenticate: Authenticator,
        metrics: TransportMetrics,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        self._streams, self._operations, self._held, self._table = streams, operations, held, table
        self._authenticate, self._metrics = authenticate, metrics
        self._limited = BodyLimit(self._serve, body_limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        await self._limited(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request, send)
        except Refusal as refusal:
            response = refused(request, refusal)
        except DocumentRefused as document:
            response = document_refused(request, document.errors, GRAPHQL)
        except ClientDisconnect:
            return
        if response is not None:
            await response(scope, receive, send)

    async def _answer(self, request: Request, send: Send) -> Response | None:
        """The response; None if a stream was."""
        self._streams.refuse_while_draining()
        token = request.headers.get(STREAM_HEADER) or request.query_params.get("token")
        match request.method, token:
            case "PUT", _:
                return await self._reserve(request)
            case "GET", str():
                await self._open(request, send, token)
                return None
            case "POST", str():
                return await self._ask(request, token)
            case "DELETE", str():
                return await self._stop(request, token)
            case (("GET" | "POST"), None):
                await self._distinct(request, send)
                return None
            case "DELETE", None:
                raise bad_request(f"DELETE needs the stream's token in the header {STREAM_HEADER}")
        raise Refusal(METHOD_NOT_ALLOWED, 405, {"allow": ALLOW}, allow=ALLOW)

    async def _distinct(self, request: Request, send: Send) -> None:
        _refuse_unacceptable(request)
        asked = await graphql_request(request)
        refuse_cross_site(request)
        signed = await self._signed(request)
        stream = EventStream(request.receive, send, self._streams)
        with ExitStack() as held:
            held.enter_context(self._streams.counted(whose(signed.viewer, request)))
            live = held.enter_context(self._streams.viewers.follow(signed, stream.changed))
            held.enter_context(self._metrics.connected("sse"))
            caller = Caller(request, live, language(request), trace_of(request.headers)).asking(asked)
            speaker = DistinctSpeaker(stream, caller.language)
            running = RunningOperations(self._operations, self._streams, speaker)
            found = self._admitted(running, asked, caller)
            if isinstance(found, Admitted):
                variables = resumed(asked, found, request).variables
                await stream.serve(running, lambda: running.begin(THE_ONE, found, variables, caller))
            else:
                await stream.serve(running, lambda: stream.aside(speaker.failed(THE_ONE, found)))

    def _admitted(
        self, running: RunningOperations, asked: GraphQLRequest, caller: Caller
    ) -> Admitted | tuple[GraphQLError, ...]:
        """The operation, or the errors that the stream tells: an EventSource reads nothing of an answer of another status.

        Who may not, or not now, is refused by status all the same.
        """
        try:
            admitted = running.admit(asked, caller)
        except Refusal as refusal:
            if refusal.status in _BY_STATUS:
                raise
            return errors_of(refusal)
        except DocumentRefused as document:
            return document.errors
        refuse_kind_by_get(caller.connection.scope["method"], admitted.kind)
        return admitted

    async def _reserve(self, request: Request) -> Response:
        subject, signed = await self._account(request)
        assert signed.expires is not None
        assert signed.session is not None
        return PlainTextResponse(await self._table.reserve(subject, signed.expires, signed.session), 201)

    async def _open(self, request: Request, send: Send, token: str) -> None:
        """Whoever shows the token may: an EventSource can send no header. Shown with it, another account is refused."""
        _refuse_unacceptable(request)
        refuse_cross_site(request)
        if request.headers.get("authorization"):
            subject, _ = await self._account(request)
            await self._table.refuse_strangers(token, subject)
        reservation = await self._table.open(token)
        try:
            signed = await self._authenticate.known(*reservation.whose)
            if isinstance(signed, Refusal):
                raise signed
            stream = EventStream(request.receive, send, self._streams)
            with ExitStack() as held:
                held.enter_context(self._streams.counted(whose(signed.viewer, request)))
                live = held.enter_context(self._streams.viewers.follow(signed, stream.changed))
                held.enter_context(self._metrics.connected("sse"))
                running = held.enter_context(self._held.hold(reservation.stream, stream, request, live))
                await stream.serve(running, self._held.look_soon)
        finally:
            await self._table.close(reservation.stream)

    async def _ask(self, request: Request, token: str) -> Response:
        subject, signed = await self._account(request)
        asked = await graphql_request(request)
        id_ = asked.extensions.get("operationId")
        if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID:
            raise bad_request(f"extensions.operationId must be a string of 1 to {LONGEST_ID} characters")
        admitted = self._operations.admit(asked, signed.viewer, request)
        trace = traceparent(asked.extensions.get(HEADER)) or trace_of(request.headers)
        found = GraphQLRequest(admitted.source, asked.operation_name, asked.variables, {HEADER: trace})
        await self._table.ask(token, subject, id_, found)
        await self._held.tell()
        return Response(status_code=202)

    async def _stop(self, request: Request, token: str) -> Response:
        subject, _ = await self._account(request)
        id_ = request.query_params.get("operationId")
        if not id_:
            raise bad_request("operationId must be in the query string")
        await self._table.stop(token, subject, id_)
        await self._held.tell()
        return Response(status_code=200)

    async def _account(self, request: Request) -> tuple[str, SignedIn]:
        """Whose request it is. A stream that others' requests act on belongs to an account: Refusal 401 without one."""
        signed = await self._signed(request)
        if signed.expires is None:
            raise Refusal(UNAUTHENTICATED, 401)
        return signed.viewer.subject, signed

    async def _signed(self, request: Request) -> SignedIn:
        signed = await self._authenticate.signed_in(request.headers.getlist("authorization"), host_of(request))
        if isinstance(signed, Refusal):
            raise signed
        return signed


def _refuse_unacceptable(request: Request) -> None:
    if not accepts(request, EVENT_STREAM):
        raise Refusal(NOT_ACCEPTABLE, 406, offered=EVENT_STREAM)
