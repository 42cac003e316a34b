"""The bytes of attachments: `PUT /attachments/<token>` takes them, `GET /attachments/<id>` gives them.

A token works once and is its own permission; an id needs a signed-in viewer who reaches the attachment's case.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final
from uuid import UUID

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from core.access.viewer import Viewer
from core.attachments import errors
from core.attachments.content import ContentType, named
from core.attachments.open import open_file
from core.attachments.queries import readable_attachment
from core.attachments.receive import receive as store_upload
from core.attachments.store import ATTACHMENT_TOO_LARGE, AttachmentStore
from core.audit.record import Access, Act, recorded
from core.db.read import Read
from core.db.uow import unit_of_work
from core.errors import NOT_FOUND, ErrorCode, NotFound, Refused, register
from core.sealing.envelope import SealBroken
from core.services import Services
from schema.relay.ids import decode
from web.auth.anonymous import NOBODY
from web.http.codes import METHOD_NOT_ALLOWED, UNAUTHENTICATED
from web.http.rates import HANDED, Charge
from web.http.refusals import Refusal
from web.http.responses import failed, refused

UPLOAD_STALLED = register(
    ErrorCode(
        "UPLOAD_STALLED",
        "超过 {seconds} 秒没有收到数据，上传已中止，请重试。",
        "Nothing arrived for {seconds} s; the upload was stopped, try again.",
    )
)
PATIENCE: Final = 30.0
"""Seconds in which the next piece of an upload must arrive."""

_ALLOW: Final = "GET, PUT"
_STATUS: Final = {
    NOT_FOUND.code: 404,
    errors.UPLOAD_NOT_FOUND.code: 404,
    UPLOAD_STALLED.code: 408,
    errors.UPLOAD_USED.code: 409,
    errors.UPLOAD_EXPIRED.code: 410,
    ATTACHMENT_TOO_LARGE.code: 413,
}

_log = structlog.get_logger("hotline.attachments")

Authenticate = Callable[[Request], Awaitable[Viewer | Refusal]]


class Attachments:
    """An ASGI application; mount it with `Route("/attachments/{token}", endpoint)`.

    `authenticate` says who asks for a download, or refuses; `charge` takes its points; `side` is the pool that a viewer's rows
    are read through.
    """

    def __init__(
        self,
        pool: Any,
        services: Services,
        store: AttachmentStore,
        *,
        authenticate: Authenticate,
        charge: Charge,
        side: Callable[[Viewer], Any] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._pool, self._services, self._store = pool, services, store
        self._authenticate, self._charge, self._patience = authenticate, charge, patience
        self._side = side or (lambda _: pool)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        response = await self._answer(Request(scope, receive))
        if response:
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        try:
            if request.method == "PUT":
                return await self._take(request)
            if request.method == "GET":
                return await self._give(request)
            raise Refusal(METHOD_NOT_ALLOWED, 405, {"allow": _ALLOW}, allow=_ALLOW)
        except Refusal as refusal:
            return refused(request, refusal)
        except Refused as refusal:
            return refused(request, _as_http(request, refusal))
        except ClientDisconnect:  # nobody is left to be told
            return None
        except Exception as fault:
            return failed(request, fault)

    async def _take(self, request: Request) -> Response:
        self._charge(None, request, HANDED)
        token = request.path_params["token"]
        async with aclosing(_in_time(request.stream(), self._patience)) as stream:
            stored = await store_upload(
                self._pool, self._services, self._store, token, stream, announced=_length(request)
            )
        return JSONResponse({"size": stored.size, "sha256": stored.sha256.hex()}, 201)

    async def _give(self, request: Request) -> Response:
        viewer = await self._authenticate(request)
        if isinstance(viewer, Refusal):
            raise viewer
        self._charge(viewer, request, HANDED)
        if viewer.id == NOBODY:
            raise Refusal(UNAUTHENTICATED, 401)
        asked = decode(request.path_params["token"])
        if asked is None or asked.code != "attachment":
            raise NotFound
        row = await readable_attachment(Read(self._side(viewer)), viewer, asked.key)
        if row is None:
            raise NotFound
        type_ = named(row["content_type"])
        assert type_ is not None  # completed as that
        seen = Access(
            act=Act.DOWNLOAD, actors=(viewer.id,), case_id=row["case_id"], seen={"attachment.content": (asked.key,)}
        )
        async with unit_of_work(self._pool, self._services) as uow:
            await recorded(uow, (seen,))
        body = await open_file(self._services.keys, self._store, row)
        return StreamingResponse(_told(asked.key, body), 200, _headers(str(asked.key), type_, row["size"]))


async def _told(id_: UUID, body: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The body. When it breaks, the server ends the connection before the length it announced: nobody takes that for a file."""
    async with aclosing(body):
        try:
            async for piece in body:
                yield piece
        except SealBroken:
            _log.error("attachment does not open", attachment=str(id_))
            raise


def _length(request: Request) -> int | None:
    given = request.headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() else None


def _headers(name: str, type_: ContentType, size: int) -> dict[str, str]:
    # The browser is to keep the file and neither to show, run nor guess it: its sender may be anybody.
    return {
        "content-type": type_.media_type,
        "content-length": str(size),
        "content-disposition": f'attachment; filename="{name}.{type_.extension}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }


async def _in_time(stream: AsyncGenerator[bytes, None], seconds: float) -> AsyncGenerator[bytes, None]:
    async with aclosing(stream):
        while True:
            try:
                chunk = await asyncio.wait_for(anext(stream, None), seconds)
            except TimeoutError:
                raise Refused(UPLOAD_STALLED, seconds=seconds) from None
            if chunk is None:
                return
            yield chunk


def _as_http(request: Request, refusal: Refused) -> Refusal:
    unread = {"connection": "close"} if request.method == "PUT" else {}  # the rest of the file is not wanted
    return Refusal(refusal.code, _STATUS[refusal.code.code], unread, **refusal.params)
