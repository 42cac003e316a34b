"""The short way of an operation that has a plan: from the socket to the statement without a step that is not needed.

Whatever is unusual goes the long way, which knows all cases and words every refusal: another method or content type, a
caller whose token was not checked lately, a document without a plan, a value that is refused. Nothing has been done then,
and the body is handed on as it came. Where a mutation has been called and its answer has an error, the long way words it
with what is known (`BEGUN`): nothing is called twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

from graphql import OperationType
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, reset_contextvars

from core.access.viewer import Viewer
from schema.context import Language, RequestContext
from schema.gate.prepared import DocumentRefused
from schema.plan.operation import Operation
from schema.plan.reads import PLANNED, Reads
from schema.plan.reasons import Unplannable
from web.documents.admission import Admission
from web.documents.asked import asked
from web.http.graphql import BODY_LIMIT, DEADLINE
from web.http.json_input import parsed
from web.http.metrics import TransportMetrics
from web.http.negotiation import best_type, spoken
from web.http.rates import BASE, PAID
from web.http.refusals import Refusal
from web.http.request_id import VALID, new_id, request_id
from web.http.source import source_at
from web.http.supervision import DeadlineExceeded, within
from web.http.trace import logged, traceparent

PATH = "/graphql"
_JSON = (b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8")
_READ = frozenset(
    {
        b"content-type",
        b"content-encoding",
        b"accept",
        b"accept-language",
        b"authorization",
        b"x-request-id",
        b"idempotency-key",
        b"traceparent",
    }
)
Given = Mapping[bytes, bytes]
"""Those of the request's headers that are read here."""

BEGUN = "hotline.begun"
"""Where the scope has the context of mutations that were called already, or the exception that ended them."""


Signed = Callable[[str, str], Viewer | None]
"""The viewer of an Authorization header that was checked lately, and may come from this address."""

Anew = Callable[[str, str], Awaitable[Viewer | None]]
"""The same where the account must be read again."""

ContextOf = Callable[[Viewer, Language], RequestContext]


class Unusual(Exception):
    """The request is for the long way."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What a request's headers come to."""

    media: str
    language: Language
    authorization: str


class Direct:
    """Stands before the application. `signed` and `context` cost no waiting; `anew` is asked where `signed` knows nobody."""

    def __init__(
        self,
        *,
        signed: Signed,
        anew: Anew,
        context: ContextOf,
        admission: Admission,
        reads: Reads,
        metrics: TransportMetrics,
    ) -> None:
        self._signed, self._anew, self._context, self._admission = signed, anew, context, admission
        self._reads, self._metrics, self._rates = reads, metrics, admission.rates
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send, long_way: ASGIApp) -> None:
        """Serve one request, by the long way where the short one does not lead to its answer."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            return await long_way(scope, receive, send)
        started, given = perf_counter(), {k: v for k, v in scope["headers"] if k in _READ}
        messages = await _received(receive)
        try:
            heads = _heads(scope, given)
            kind, body = await self._answer(scope, heads, given, _body(messages))
        except (Unusual, Refusal, DocumentRefused, DeadlineExceeded):
            return await long_way(scope, _again(messages, receive), send)
        await send({"type": "http.response.start", "status": 200, "headers": _answered(scope, heads, given, len(body))})
        await send({"type": "http.response.body", "body": body})
        self._metrics.read(PLANNED)
        self._metrics.record(kind.value, "ok", perf_counter() - started)
        return None

    async def _answer(self, scope: Scope, heads: Heads, given: Given, body: bytes) -> tuple[OperationType, bytes]:
        host = (scope.get("client") or ("",))[0]
        viewer = self._signed(heads.authorization, host) or await self._read_anew(heads.authorization, host)
        value = parsed(body, "the body")
        if viewer is None or not isinstance(value, dict):
            raise Unusual
        request = asked(value)
        if not self._admission.knows(request):
            raise Unusual
        admitted = self._admission.admit(request, viewer)
        operation: Operation | None = self._reads.known(admitted)
        if operation is None:
            raise Unusual
        if self._rates is not None:
            if self._rates.spend(viewer, BASE + admitted.points):
                raise Unusual
            scope[PAID] = True
        context = self._context(viewer, heads.language)
        work = operation.answer(request.variables, context)
        if admitted.kind is OperationType.MUTATION:
            context.idempotency_key = _text(given.get(b"idempotency-key"))
            context.traceparent = traceparent(_text(given.get(b"traceparent")))
            return admitted.kind, await _called(scope, work, context)
        self._loop = self._loop or asyncio.get_running_loop()
        try:
            return admitted.kind, await within(work, DEADLINE, self._loop)
        except DeadlineExceeded:
            raise
        except Exception:
            raise Unusual from None

    async def _read_anew(self, authorization: str, host: str) -> Viewer | None:
        try:
            return await within(self._anew(authorization, host), DEADLINE)
        except DeadlineExceeded:
            raise
        except Exception:
            raise Unusual from None


async def _called(scope: Scope, work: Awaitable[bytes], context: RequestContext) -> bytes:
    """What a mutation answers."""
    context.source = source_at(scope)
    bound = bind_contextvars(request_id=request_id(scope), **logged(context.traceparent))
    try:
        return await within(work, DEADLINE)
    except Unplannable:
        raise Unusual from None
    except DeadlineExceeded as exceeded:
        scope[BEGUN] = exceeded
    except Exception:
        scope[BEGUN] = context
    finally:
        reset_contextvars(**bound)
    raise Unusual


async def _received(receive: Receive) -> list[Message]:
    """The request's messages to the end, or until they hold more than they may."""
    found, size = [await receive()], 0
    while found[-1].get("more_body") and (size := size + len(found[-1].get("body", b""))) <= BODY_LIMIT:
        found.append(await receive())
    return found


def _body(messages: list[Message]) -> bytes:
    last = messages[-1]
    if last["type"] != "http.request" or last.get("more_body"):
        raise Unusual
    found = b"".join(message.get("body", b"") for message in messages)
    if len(found) > BODY_LIMIT:
        raise Unusual
    return found


def _heads(scope: Scope, given: Given) -> Heads:
    if sum(1 for name, _ in scope["headers"] if name in _READ) != len(given):
        raise Unusual
    return _understood(
        given.get(b"content-type"), given.get(b"content-encoding"), given.get(b"accept", b""),
        given.get(b"accept-language", b""), given.get(b"authorization"),
    )  # fmt: skip


@lru_cache(4096)
def _understood(
    content: bytes | None, encoding: bytes | None, accept: bytes, languages: bytes, authorization: bytes | None
) -> Heads:
    media = best_type(accept.decode("latin-1"))
    if content not in _JSON or encoding is not None or media is None or authorization is None:
        raise Unusual
    return Heads(media, spoken(languages.decode("latin-1")), authorization.decode("latin-1"))


def _answered(scope: Scope, heads: Heads, given: Given, length: int) -> list[tuple[bytes, bytes]]:
    """The headers of `web.http.headers`, without its detour."""
    asked_id = scope.get("state", {}).get("request_id") or given.get(b"x-request-id", b"").decode("latin-1")
    known = asked_id if VALID.fullmatch(asked_id) else new_id()
    return [
        (b"content-length", b"%d" % length),
        (b"content-type", f"{heads.media}; charset=utf-8".encode()),
        (b"x-request-id", known.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _again(messages: list[Message], receive: Receive) -> Receive:
    """The request from its beginning."""
    waiting = messages[::-1]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
