"""`POST /break-glass`: a password in place of the issuer, on the day on which that does not answer.

Whoever uses it is written into the audited log before the answer, and shouted about in the process's. It is no strong proof:
nothing that asks for a step-up is opened by it.
"""

import asyncio
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from core.audit.record import Access, Act, recorded
from core.db.uow import unit_of_work
from core.errors import Refused
from core.passwords.commands import LONGEST, kept_password, matches, nobodys_hash
from core.passwords.tries import count_try, take_back
from web.auth.issuers import LONGEST_SECONDS
from web.auth.local import issue
from web.host import Host
from web.http.body_limit import BodyLimit
from web.http.codes import SIGN_IN_FAILED
from web.http.json_input import parsed
from web.http.rates import PASSWORD, Charge
from web.http.refusals import Refusal, bad_request
from web.http.responses import refused
from web.http.source import source

_LARGEST: Final = 4096
_AT_ONCE: Final = 2
"""A check takes 64 MiB and a core."""

_WAIT = {"retry-after": "900"}
_log = structlog.get_logger("hotline.auth")


class BreakGlass:
    """An ASGI application; mount it with `Route("/break-glass", endpoint, methods=["POST"])`."""

    def __init__(self, host: Host, charge: Charge) -> None:
        self._host, self._charge, self._turns = host, charge, asyncio.Semaphore(_AT_ONCE)
        self._limited = BodyLimit(self._serve, _LARGEST)
        nobodys_hash()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        await self._limited(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response: Response
        try:
            response = JSONResponse(await self._answer(request))
        except Refusal as refusal:
            response = refused(request, refusal)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> dict[str, object]:
        self._charge(None, request, PASSWORD)
        subject, given = _asked(parsed(await request.body(), "the body"))
        came_from = source(request)
        await self._count(subject, came_from)
        holder, kept = await kept_password(self._host.read, subject)
        async with self._turns:
            right = await asyncio.to_thread(matches, kept, given)
        if holder is None or not right:
            _log.warning("break-glass: sign-in failed", source=came_from)
            raise Refusal(SIGN_IN_FAILED, 401)
        now = await self._enter(subject, came_from, holder)
        _log.critical("break-glass: signed in by password", account=subject, source=came_from)
        token = issue(self._host.signing_key, subject, now, amr=["pwd"])
        return {"access_token": token, "token_type": "Bearer", "expires_in": LONGEST_SECONDS}

    async def _count(self, subject: str, came_from: str) -> None:
        try:
            async with unit_of_work(self._host.pool, self._host.services) as uow:
                await count_try(uow, subject, came_from)
        except Refused as locked:
            _log.warning("break-glass: locked", source=came_from)
            raise Refusal(locked.code, 429, _WAIT) from None

    async def _enter(self, subject: str, came_from: str, holder: UUID) -> datetime:
        """Write down who comes in, in a transaction that ends before they do; the instant."""
        async with unit_of_work(self._host.pool, self._host.services) as uow:
            await take_back(uow, subject, came_from)
            await recorded(uow, (Access(act=Act.BREAK_GLASS, actors=(holder,), seen={}),))
            return uow.now


def _asked(given: Any) -> tuple[str, str]:
    """Account and password. Raises Refusal 400 for another form."""
    pair = (given.get("account"), given.get("password")) if isinstance(given, dict) else (None, None)
    subject, password = pair
    if not isinstance(subject, str) or not isinstance(password, str):
        raise bad_request("write an object of account and password, both strings")
    if not 0 < len(subject) <= LONGEST or not 0 < len(password) <= LONGEST or "\0" in subject:
        raise bad_request(f"account and password have 1 to {LONGEST} characters")
    return subject, password
