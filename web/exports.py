"""`GET /exports/<id>`: the encrypted file of an export, for its requester alone, once the log has it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from core.access.step_up import LASTS, STEP_UP_REQUIRED
from core.access.viewer import Viewer
from core.attachments.store import AttachmentStore
from core.db.uow import unit_of_work
from core.errors import NOT_FOUND, NotFound, Refused
from core.exports.errors import EXPORT_GONE, EXPORT_NOT_READY, EXPORT_OUTDATED
from core.exports.hand_out import handed_out
from core.services import Services
from schema.relay.ids import decode
from web.auth.anonymous import NOBODY
from web.http.codes import UNAUTHENTICATED
from web.http.rates import HANDED, Charge
from web.http.refusals import Refusal
from web.http.responses import failed, refused

CODE: Final = "export"
"""The type code in an export's id."""
_STATUS: Final = {
    NOT_FOUND.code: 404,
    STEP_UP_REQUIRED.code: 401,
    EXPORT_NOT_READY.code: 409,
    EXPORT_OUTDATED.code: 409,
    EXPORT_GONE.code: 410,
}
_STRONGER: Final = f'Bearer error="insufficient_user_authentication", max_age="{int(LASTS.total_seconds())}"'
"""What a client signs in anew by (RFC 9470, section 3)."""

Authenticate = Callable[[Request], Awaitable[Viewer | Refusal]]


class Exports:
    """An ASGI application; mount it with `Route("/exports/{id}", endpoint, methods=["GET"])`."""

    def __init__(
        self, pool: Any, services: Services, store: AttachmentStore, *, authenticate: Authenticate, charge: Charge
    ) -> None:
        self._pool, self._services, self._store = pool, services, store
        self._authenticate, self._charge = authenticate, charge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._give(request)
        except Refusal as refusal:
            return refused(request, refusal)
        except Refused as refusal:
            return refused(request, _told(refusal))
        except Exception as fault:
            return failed(request, fault)

    async def _give(self, request: Request) -> Response:
        viewer = await self._authenticate(request)
        if isinstance(viewer, Refusal):
            raise viewer
        self._charge(viewer, request, HANDED)
        if viewer.id == NOBODY:
            raise Refusal(UNAUTHENTICATED, 401)
        asked = decode(request.path_params["id"])
        if asked is None or asked.code != CODE:
            raise NotFound
        async with unit_of_work(self._pool, self._services) as uow:
            row = await handed_out(uow, viewer, asked.key)
        body = await self._store.open_stream(row["storage_key"])
        return StreamingResponse(body, 200, _headers(f"{asked.key}.hotline-export", row["size"]))


def _told(refusal: Refused) -> Refusal:
    headers = {"www-authenticate": _STRONGER} if refusal.code is STEP_UP_REQUIRED else {}
    return Refusal(refusal.code, _STATUS[refusal.code.code], headers, **refusal.params)


def _headers(name: str, size: int) -> dict[str, str]:
    return {
        "content-type": "application/octet-stream",
        "content-length": str(size),
        "content-disposition": f'attachment; filename="{name}"',
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }
