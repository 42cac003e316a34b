"""Who asks: from the Authorization header to a viewer with the grants the database has."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from time import monotonic

import structlog
from starlette.requests import Request

from core.access.load import load_viewer
from core.access.matrix import Matrix
from core.access.viewer import Viewer
from core.clock import Clock
from core.db.uow import Read
from web.auth.anonymous import anonymous
from web.auth.issuers import Issuer
from web.auth.tokens import Bearer, TokenExpired, TokenRefused, UnknownKey, bearer_of
from web.http.codes import FORBIDDEN, UNAUTHENTICATED
from web.http.refusals import Refusal

REMEMBERED_SECONDS = 1.0
_REMEMBERED = 10_000
_log = structlog.get_logger("hotline.auth")
Newer = Callable[[str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks, and the first instant at which the token counts for nothing; None for somebody without one."""

    viewer: Viewer
    expires: datetime | None


class Unauthenticated(Refusal):
    """401: the token is not accepted; whether it was good once, `expired` tells."""

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        told = f'Bearer error="invalid_token", error_description="{reason}"'
        super().__init__(UNAUTHENTICATED, 401, {"www-authenticate": told})
        self.expired = expired


class Authenticator:
    """Answers the viewer of a request, or why it is refused.

    Accounts and grants are remembered for a second at most and per policy version, so that whoever is switched off is
    out a second later. `issuers` and `matrix` give those in force, `newer` says whether an issuer's keys have changed.
    """

    def __init__(
        self,
        read: Read,
        clock: Clock,
        issuers: Callable[[], Mapping[str, Issuer]],
        matrix: Callable[[], Matrix],
        newer: Newer | None = None,
    ) -> None:
        self._newer = newer
        self._read, self._clock, self._issuers, self._matrix = read, clock, issuers, matrix
        self._known: dict[tuple[str, str], tuple[float, Viewer | None]] = {}
        self._tokens: dict[bytes, tuple[Bearer, Mapping[str, Issuer]]] = {}

    async def __call__(self, request: Request) -> Viewer | Refusal:
        """The viewer; without any Authorization header the anonymous one. 401 for a bad token, 403 without account."""
        signed = await self.signed_in(request.headers.getlist("authorization"))
        return signed if isinstance(signed, Refusal) else signed.viewer

    def at_hand(self, given: str) -> Viewer | None:
        """The viewer of an Authorization header whose token was checked and whose account was read lately; else None."""
        bearer, issuers = self._tokens.get(_digest(given), (None, None))
        matrix, now = self._matrix(), self._clock.now()
        if bearer is None or issuers is not self._issuers() or now >= bearer.expires:
            return None
        until, viewer = self._known.get((bearer.subject, matrix.version), (0.0, None))
        return None if viewer is None or until <= monotonic() else viewer.at(now)

    async def signed_in(self, given: Sequence[str]) -> SignedIn | Refusal:
        """The same for the values of an Authorization header, wherever they stood, with the end of the token."""
        now = self._clock.now()
        if not given:
            return SignedIn(anonymous(self._matrix(), now), None)
        scheme, _, token = given[0].partition(" ")
        if len(given) > 1 or scheme.lower() != "bearer":
            return Unauthenticated("give one Authorization header of the scheme Bearer")
        try:
            bearer = await self._bearer(token.strip(), now)
            self._remember(given[0], bearer)
        except TokenRefused as refused:
            _log.info("token refused", reason=refused.reason)
            return Unauthenticated(refused.reason, expired=isinstance(refused, TokenExpired))
        return await self.known(bearer.subject, bearer.expires)

    async def _bearer(self, token: str, now: datetime) -> Bearer:
        """What the token says; its issuer is asked for its newer keys where it has signed with one that is not known."""
        try:
            return bearer_of(token, self._issuers(), now)
        except UnknownKey as unknown:
            if self._newer is None or not await self._newer(unknown.issuer):
                raise
            return bearer_of(token, self._issuers(), now)

    def _remember(self, given: str, bearer: Bearer) -> None:
        """A signature that was good stays good while the issuers are the same; the token's end is asked each time."""
        if len(self._tokens) >= _REMEMBERED:
            self._tokens.clear()
        self._tokens[_digest(given)] = bearer, self._issuers()

    async def known(self, subject: str, expires: datetime | None) -> SignedIn | Refusal:
        """The account of a subject whose token has been checked. 403 if there is none any more."""
        viewer = await self._viewer(subject)
        now = self._clock.now()
        return Refusal(FORBIDDEN, 403) if viewer is None else SignedIn(replace(viewer, now=now), expires)

    async def _viewer(self, subject: str) -> Viewer | None:
        matrix = self._matrix()
        key = (subject, matrix.version)
        until, viewer = self._known.get(key, (0.0, None))
        if until <= monotonic():
            asked = monotonic()
            viewer = await load_viewer(self._read, subject, matrix, self._clock.now())
            if viewer is not None:
                _ = viewer.standing  # reckoned once for all requests of the second
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = (asked + REMEMBERED_SECONDS, viewer)
        return viewer


def _digest(given: str) -> bytes:
    """What a header is remembered by: never the token itself."""
    return sha256(given.encode("latin-1", "replace")).digest()
