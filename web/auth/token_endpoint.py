"""`POST /token`: a service signs an assertion with its own key, and is given a token (RFC 6749, section 4.4; RFC 7523)."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from core.clients.commands import client_keys, use_once
from core.db.uow import unit_of_work
from web.auth.issuers import EXTERNAL_ALGORITHMS, LONGEST_SECONDS, Issuer, public_keys
from web.auth.local import KEY_PAIR, NAME, issue
from web.auth.tokens import Bearer, TokenRefused, bearer_of, issuer_named
from web.host import Host
from web.http.body_limit import BodyLimit
from web.http.rates import HANDED, Charge, RateLimited
from web.http.responses import refused

_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LARGEST: Final = 16_384
_LONGEST_ASSERTION: Final = 300
_log = structlog.get_logger("hotline.auth")


class OAuthError(Exception):
    """An error of RFC 6749, section 5.2."""

    def __init__(self, code: str, told: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.told, self.status = code, told, status


class TokenEndpoint:
    """An ASGI application; mount it with `Route("/token", endpoint, methods=["POST"])`."""

    def __init__(self, host: Host, charge: Charge) -> None:
        self._host, self._charge = host, charge
        self._limited = BodyLimit(self._serve, _LARGEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        await self._limited(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response: Response
        try:
            self._charge(None, request, HANDED)
            response = JSONResponse(await self._answer(_form(await request.body())))
        except RateLimited as late:
            response = refused(request, late)
        except ClientDisconnect:
            return
        except OAuthError as error:
            response = JSONResponse({"error": error.code, "error_description": error.told}, error.status)
        await response(scope, receive, send)

    async def _answer(self, form: Mapping[str, str]) -> dict[str, object]:
        if not form.get("grant_type"):
            raise OAuthError("invalid_request", "grant_type is missing")
        if form["grant_type"] != "client_credentials":
            raise OAuthError("unsupported_grant_type", "grant_type must be client_credentials")
        if form.get("client_assertion_type") != _ASSERTION or not form.get("client_assertion"):
            raise OAuthError("invalid_request", f"give client_assertion, and client_assertion_type = {_ASSERTION}")
        try:
            subject = await self._proved(form["client_assertion"])
        except TokenRefused as found:
            _log.info("assertion refused", why=found.reason)
            raise OAuthError("invalid_client", found.reason, 401) from None
        if form.get("client_id", subject) != subject:
            raise OAuthError("invalid_client", "client_id is another than the assertion's", 401)
        token = issue(self._host.signing_key, subject, self._host.clock.now(), acr=KEY_PAIR)
        return {"access_token": token, "token_type": "Bearer", "expires_in": LONGEST_SECONDS}

    async def _proved(self, assertion: str) -> str:
        """The client that has signed it. Raises TokenRefused."""
        issuers, now = await self._issuers(assertion), self._host.clock.now()
        proved = bearer_of(assertion, issuers, now, NAME)
        if proved.subject not in issuers:
            raise TokenRefused("iss and sub differ")
        await self._use(proved)
        return proved.subject

    async def _issuers(self, assertion: str) -> dict[str, Issuer]:
        """The client that the unverified text names, if it is one, as the issuer of its assertions."""
        try:
            client = issuer_named(assertion)
        except Exception:  # whatever the library trips over in a stranger's text: `bearer_of` refuses it by its rules
            return {}
        keys = await client_keys(self._host.read, client)
        if keys is None:
            return {}
        known = public_keys(keys, client)
        return {client: Issuer(client, known, EXTERNAL_ALGORITHMS, "", longest=_LONGEST_ASSERTION)}

    async def _use(self, proved: Bearer) -> None:
        if len(proved.session.names) != 1:
            raise TokenRefused("the assertion needs a jti, and no sid")
        (jti,) = proved.session.names
        async with unit_of_work(self._host.pool, self._host.services) as uow:
            if not await use_once(uow, proved.subject, jti, proved.expires):
                raise TokenRefused("the assertion was used before")


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=20)
    except ValueError:
        raise OAuthError("invalid_request", "the body must be application/x-www-form-urlencoded") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise OAuthError("invalid_request", "a parameter is there twice")
    return dict(pairs)
